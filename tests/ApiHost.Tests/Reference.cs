using System.Reflection;
using System.Text.RegularExpressions;
using Granary.Ledger;

namespace Granary.ApiHost.Tests;

/// <summary>docs/API.md says what the code does: every code with its status and number, and every route.</summary>
[Collection("api")]
public sealed partial class Reference(Api api)
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Root(AppContext.BaseDirectory), "docs", "API.md"));

    [Fact]
    public void Every_problem_is_in_the_reference_with_its_status()
    {
        var kinds = typeof(Problems).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (ProblemKind)field.GetValue(null)!).ToList();
        Assert.Equal(kinds.Count, kinds.Select(kind => kind.Code).Distinct().Count());
        Assert.DoesNotContain(kinds, kind => !Text.Contains($"| `{kind.Code}` | {kind.Status} |", StringComparison.Ordinal));
        Assert.Empty(Row().Matches(Text).Select(match => match.Groups[1].Value).Except(kinds.Select(kind => kind.Code)));
    }

    [Fact]
    public void Every_outcome_is_in_the_reference_with_its_number_and_in_its_order()
    {
        var places = Enum.GetValues<Outcome>().Where(outcome => outcome is not (Outcome.Accepted or Outcome.AmountNotPositive))
            .Select(outcome => Text.IndexOf($"| `{Problems.Of(outcome).Code}` | {Problems.Of(outcome).Status} | {(short)outcome} |", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public async Task Every_route_is_in_the_reference()
    {
        var routes = from path in (await api.GetAsync("/openapi/v1.json")).Json.GetProperty("paths").EnumerateObject()
                     from operation in path.Value.EnumerateObject()
                     select $"{operation.Name.ToUpperInvariant()} {path.Name}";
        Assert.DoesNotContain(routes, route => !Text.Contains($"`{route}`", StringComparison.Ordinal));
    }

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "Orleans.sln")) ? folder : Root(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Orleans.sln"));

    [GeneratedRegex(@"^\| `(\w+)` \| \d{3} \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
