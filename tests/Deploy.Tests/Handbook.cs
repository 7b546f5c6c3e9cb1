using System.Text.RegularExpressions;

namespace Granary.Deploy.Tests;

/// <summary>Whoever looks something up in the handbook at midnight finds it.</summary>
public sealed partial class Handbook
{
    private static readonly string Operations = File.ReadAllText(Repository.PathOf("docs/OPERATIONS.md"));

    [Fact]
    public void Every_metric_of_the_house_is_in_it()
    {
        var made = Directory.EnumerateFiles(Repository.PathOf("src"), "*Metrics.cs", SearchOption.AllDirectories)
            .SelectMany(path => Instrument().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value.Replace('.', '_'))).ToList();
        Assert.True(made.Count > 20, "the instruments were not found");
        Assert.DoesNotContain(made, name => !Operations.Contains(name, StringComparison.Ordinal));
    }

    [Theory, InlineData("Postgres"), InlineData("Sqlite")]
    public void Every_table_is_in_it_and_whether_it_may_be_lost(string store)
    {
        var tables = Directory.EnumerateFiles(Repository.PathOf($"src/Journal/{store}"), "*.sql")
            .SelectMany(path => Table().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value)).ToList();
        Assert.True(tables.Count > 5, "the tables were not found");
        var rows = Operations.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Count(each => each == '|') == 4).ToList();
        Assert.DoesNotContain(tables, table => !rows.Exists(row => row.Split('|')[1].Contains($"`{table}`", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"""(granary\.[a-z_.]+)""")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"^create (?:unlogged )?table (\w+)", RegexOptions.Multiline)]
    private static partial Regex Table();
}
