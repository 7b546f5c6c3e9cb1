namespace Granary.Statements.Text;

/// <summary>Reads one format, a piece at a time.</summary>
internal interface IStatementFormat
{
    /// <summary>So many items are some: a caller that stops has not read far ahead.</summary>
    const int ItemsPerAdvance = 64;

    /// <summary>Reads on until some items are ready.</summary>
    /// <returns>False when the file is at its end, or cannot be read further; a finding says so.</returns>
    ValueTask<bool> AdvanceAsync();
}
