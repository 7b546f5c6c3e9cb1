using System.Reflection;
using System.Text.RegularExpressions;
using Granary.Ledger;

namespace Granary.Architecture;

/// <summary>The names that the house uses, and those it does not.</summary>
public sealed partial class NamingRules
{
    private static readonly IEnumerable<string> Sources = SourceTree.Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal));

    [Fact]
    public void No_type_has_a_vague_name() => Rule.BrokenByNone(Declared(VagueType()));

    [Fact]
    public void One_word_per_thing_so_no_type_is_named_by_another_word() => Rule.BrokenByNone(Declared(OtherWord()));

    [Fact]
    public void A_test_is_named_by_a_sentence() => Rule.BrokenByNone(
        from path in SourceTree.CSharpOf("tests")
        from Match match in TestMethod().Matches(SourceTree.ReadCode(path))
        where !match.Groups[1].Value.Contains('_', StringComparison.Ordinal)
        select $"{path}: {match.Groups[1].Value}");

    // A bare "amount" or "timeout" hides what it counts; the unit is part of the name.
    [Fact]
    public void Every_number_of_the_ledger_says_its_unit()
    {
        var names =
            from type in typeof(Entry).Assembly.GetExportedTypes()
            from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            let number = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType
            where number == typeof(long) || number == typeof(Int128)
            where !HasUnit().IsMatch(property.Name)
            select $"{type.Name}.{property.Name}";
        Rule.BrokenByNone(names);
    }

    private static IEnumerable<string> Declared(Regex name) =>
        from path in Sources
        from Match match in name.Matches(SourceTree.ReadCode(path))
        select $"{path}: {match.Value}";

    [GeneratedRegex(@"\b(class|record|struct|interface|enum)\s+(struct\s+|class\s+)?\w*(Manager|Helper|Helpers|Utils?|Utility|Common|Processor|Info)\b")]
    private static partial Regex VagueType();

    [GeneratedRegex(@"\b(class|record|struct|interface|enum)\s+(struct\s+|class\s+)?I?(\w*[a-z])?(Wallet|Leg|Legs|SubAccount|Txn|Tx|Acct|Amt|Vendor|Seller)\b")]
    private static partial Regex OtherWord();

    [GeneratedRegex(@"\[(?:\w*Fact|\w*Theory)\b[^\n]*\]\s*(?:\[[^\n]*\]\s*)*public\s+(?:async\s+)?\S+\s+(\w+)\s*\(")]
    private static partial Regex TestMethod();

    [GeneratedRegex("(Minor|Ms|Count|Sequence|Position|Number|Packed|Numerator|Denominator|From|To)$")]
    private static partial Regex HasUnit();
}
