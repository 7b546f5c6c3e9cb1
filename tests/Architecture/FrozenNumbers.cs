using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using Granary.Ledger;

namespace Granary.Architecture;

/// <summary>
/// Numbers and names that are stored or public. The golden file may only grow: a line that was there is there for ever, and what is new is
/// appended by hand.
/// </summary>
public sealed class FrozenNumbers
{
    private static readonly Type[] Frozen =
        [typeof(OwnerKind), typeof(OwnerStatus), typeof(EntryKind), typeof(Outcome), typeof(Pocket), typeof(KeyRole), typeof(Scene)];

    [Fact]
    public void Every_number_and_name_is_the_one_that_was_frozen()
    {
        var golden = SourceTree.Read("tests/Architecture/Golden/numbers.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(golden, Frozen.SelectMany(Describe));
    }

    [Fact]
    public void No_number_is_given_twice() =>
        Assert.All(Frozen, type => Assert.Equal(Enum.GetNames(type).Length, Enum.GetValues(type).Cast<object>().Distinct().Count()));

    [Fact]
    public void A_stored_enum_says_how_wide_it_is() =>
        Assert.DoesNotContain(Frozen, type => Enum.GetUnderlyingType(type) == typeof(int));

    [Fact]
    public void Every_owner_kind_fits_the_eight_bits_of_an_owner_id_and_stays_positive() =>
        Assert.All(Enum.GetValues<OwnerKind>(), kind => Assert.InRange((int)kind, 1, 127));

    private static IEnumerable<string> Describe(Type type) =>
        from field in type.GetFields(BindingFlags.Public | BindingFlags.Static)
        let number = Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)
        orderby number
        let json = field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
        select $"{type.Name}.{field.Name} = {number.ToString(CultureInfo.InvariantCulture)}{(json is null ? "" : $" \"{json}\"")}";
}
