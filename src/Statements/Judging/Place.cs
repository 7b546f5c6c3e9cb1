namespace Granary.Statements.Judging;

/// <summary>Where something stands in a file. What is wrong inside a line costs the line, elsewhere the statement.</summary>
internal readonly record struct Place(int LineNumber, string Field, bool IsInLine = false);
