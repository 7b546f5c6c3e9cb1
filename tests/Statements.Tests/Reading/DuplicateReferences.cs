using System.Globalization;
using Granary.Statements.Judging;

namespace Granary.Statements.Tests;

public sealed class DuplicateReferences
{
    private const int RememberedMax = (1 << 22) / 4 * 3 + 1;

    [Fact]
    public void A_reference_is_known_again_and_no_other_is_taken_for_it()
    {
        var seen = new SeenReferences();
        for (var i = 0; i < 200_000; i++) Assert.False(seen.Remember("6222", Reference(i)));
        for (var i = 0; i < 200_000; i += 97) Assert.True(seen.Remember("6222", Reference(i)));
        Assert.False(seen.Remember("6223", Reference(0)));
        Assert.False(seen.IsFull);
    }

    [Fact]
    public void When_no_more_can_be_remembered_that_is_said_and_nothing_is_called_a_duplicate()
    {
        var seen = new SeenReferences();
        for (var i = 0; i < RememberedMax; i++) seen.Remember("6222", Reference(i));
        Assert.False(seen.IsFull);
        Assert.False(seen.Remember("6222", "one more"));
        Assert.True(seen.IsFull);
        Assert.False(seen.Remember("6222", Reference(0)));
    }

    private static string Reference(int number) => string.Create(CultureInfo.InvariantCulture, $"B{number:D9}");
}
