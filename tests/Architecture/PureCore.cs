using System.Text.RegularExpressions;

namespace Granary.Architecture;

/// <summary>The ledger is arithmetic and rules: no time, no chance, no waiting, no outside world.</summary>
public sealed partial class PureCore
{
    private static readonly string[] ForbiddenNamespaces =
        ["System.IO.", "System.Net.", "System.Threading.", "System.Timers.", "System.Diagnostics.Tracing.", "System.Data.", "Microsoft."];

    private static readonly string[] ForbiddenTypes =
    [
        "System.Random", "System.TimeProvider", "System.Console", "System.IServiceProvider", "System.Diagnostics.Stopwatch",
        "System.Diagnostics.Process", "System.Security.Cryptography.RandomNumberGenerator", "System.Double", "System.Single", "System.Decimal",
    ];

    [Fact]
    public void The_ledger_uses_no_type_of_the_outside_world()
    {
        var types = BuiltAssembly.Of("Ledger").Types;
        Rule.BrokenByNone(types.Where(type => ForbiddenNamespaces.Any(space => type.StartsWith(space, StringComparison.Ordinal))));
        Rule.BrokenByNone(types.Intersect(ForbiddenTypes));
    }

    [Fact]
    public void The_ledger_reads_no_clock_and_makes_no_ids_of_its_own()
    {
        string[] forbidden =
        [
            "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now",
            "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
        ];
        var members = BuiltAssembly.Of("Ledger").Members;
        Rule.BrokenByNone(members.Intersect(forbidden));
        // The compiler's own iterators ask which thread they are on; nothing else of the environment is known.
        Rule.BrokenByNone(members.Where(member => member.StartsWith("System.Environment.", StringComparison.Ordinal)).Except(["System.Environment.get_CurrentManagedThreadId"]));
    }

    [Fact]
    public void Of_the_actor_runtime_the_ledger_knows_four_attributes()
    {
        if (!BuiltAssembly.IsEmbedded) return;
        Rule.BrokenByNone(BuiltAssembly.Of("Ledger").Types.Where(type => type.StartsWith("Orleans.", StringComparison.Ordinal)).Except(
            ["Orleans.GenerateSerializerAttribute", "Orleans.IdAttribute", "Orleans.AliasAttribute", "Orleans.ImmutableAttribute"]));
    }

    [Theory, InlineData("src/Ledger"), InlineData("src/Statements")]
    public void No_floating_point_and_no_decimal_touches_money(string folder) =>
        Rule.BrokenByNone(SourceTree.CSharpOf(folder).Where(path => FloatingPoint().IsMatch(SourceTree.ReadCode(path))));

    [Theory, InlineData("Ledger"), InlineData("Statements"), InlineData("Journal")]
    public void Arithmetic_that_overflows_throws(string name) => Assert.Equal(
        "true", Project.Table.Single(project => project.Name == name).Xml.Descendants("CheckForOverflowUnderflow").Single().Value);

    [GeneratedRegex(@"\b(double|float|decimal|Half)\b")]
    private static partial Regex FloatingPoint();
}
