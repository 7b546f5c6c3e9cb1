namespace Granary.Statements;

/// <summary>A rule that files are held against.</summary>
/// <param name="Id">Stable for ever: alarms and operators' habits hang on it.</param>
/// <param name="Severity">A line's rule that is broken outside a line rejects the statement.</param>
/// <param name="Text">What must be so, as a sentence.</param>
/// <param name="Fix">What to do when it is not.</param>
public sealed record StatementRule(string Id, FindingSeverity Severity, string Text, string Fix);
