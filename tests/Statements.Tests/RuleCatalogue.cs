namespace Granary.Statements.Tests;

public sealed class RuleCatalogue
{
    [Fact]
    public void Rule_ids_are_those_that_were_frozen_and_may_only_grow() =>
        Assert.Equal(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "rules.txt")), StatementRules.All.Select(rule => rule.Id));

    [Fact]
    public void No_rule_id_is_given_twice() => Assert.Equal(StatementRules.All.Length, StatementRules.All.Select(rule => rule.Id).Distinct().Count());

    [Fact]
    public void The_documentation_lists_every_rule_with_its_severity_text_and_fix()
    {
        var page = File.ReadAllLines(Repository.PathOf("docs/STATEMENTS.md"));
        var rows = page.SkipWhile(line => line != "## Rules").Where(line => line.StartsWith("| `", StringComparison.Ordinal) && StatementRules.All.Any(rule => line.StartsWith($"| `{rule.Id}` ", StringComparison.Ordinal)));
        Assert.Equal(StatementRules.All.Select(Row), rows);
    }

    [Fact]
    public void The_documentation_lists_every_column_of_the_CSV()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/STATEMENTS.md"));
        Assert.All([.. Statements.Csv.CsvColumns.StatementKnown, .. Statements.Csv.CsvColumns.LineKnown], column => Assert.Contains($"`{column}`", page, StringComparison.Ordinal));
    }

    private static string Row(StatementRule rule)
    {
        var severity = rule.Severity switch
        {
            FindingSeverity.Warning => "warning",
            FindingSeverity.LineRejected => "line",
            FindingSeverity.StatementRejected => "statement",
        };
        return $"| `{rule.Id}` | {severity} | {rule.Text} | {rule.Fix} |";
    }
}
