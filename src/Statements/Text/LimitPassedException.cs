namespace Granary.Statements.Text;

/// <summary>A file asks for more than it may have. Whoever reads the format turns this into a finding and stops.</summary>
internal sealed class LimitPassedException(StatementRule rule, string found) : Exception(found)
{
    public StatementRule Rule { get; } = rule;
}
