namespace Granary.Statements.Text;

/// <summary>Reads one format, a piece at a time.</summary>
internal interface IStatementFormat
{
    /// <summary>Reads on until some items are ready.</summary>
    /// <returns>False when the file is at its end, or cannot be read further; a finding says so.</returns>
    ValueTask<bool> AdvanceAsync();
}
