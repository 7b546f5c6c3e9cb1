using Granary.Ledger;

namespace Granary.Grains.Tests.Books;

/// <summary>By a sample and with little memory, and yet nobody who is hot is missed.</summary>
public sealed class HotOwnersTests
{
    private readonly HotOwners hottest = new();

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void The_hottest_come_first_with_about_as_many_commands_as_they_got(int seed)
    {
        var random = new Random(seed);
        for (var n = 0; n < 160_000; n++) hottest.Note(User(random.Next(10) switch { < 4 => 1, < 6 => 2, _ => random.Next(3, 10_000) }));

        var taken = hottest.Take(countMax: 2);

        Assert.Equal([User(1), User(2)], taken.Select(one => one.Owner));
        // What is too high is so by what somebody colder had before, at most a thirty-second of all.
        Assert.InRange(taken[0].Commands, 60_000, 72_000);
        Assert.InRange(taken[1].Commands, 28_000, 40_000);
    }

    [Fact]
    public void Somebody_who_becomes_hot_late_is_found_though_all_places_are_taken()
    {
        for (var n = 0; n < 16_000; n++) hottest.Note(User(1_000 + (n % 997)));
        for (var n = 0; n < 16_000; n++) hottest.Note(User(1));

        Assert.Equal(User(1), hottest.Take(countMax: 10)[0].Owner);
    }

    [Fact]
    public void Who_has_been_taken_is_counted_anew()
    {
        for (var n = 0; n < 1_600; n++) hottest.Note(User(1));
        Assert.Single(hottest.Take(countMax: 10));
        Assert.Empty(hottest.Take(countMax: 10));

        for (var n = 0; n < 1_600; n++) hottest.Note(User(2));
        var (owner, commands) = Assert.Single(hottest.Take(countMax: 10));
        Assert.Equal(User(2), owner);
        Assert.InRange(commands, 800, 2_400);
    }

    [Fact]
    public void Many_at_once_lose_a_sample_now_and_then_and_nobody_who_is_hot()
    {
        Parallel.For(0, 8, thread =>
        {
            for (var n = 0; n < 20_000; n++) hottest.Note(User(n % 2 == 0 ? 1 : 2 + (n % 1_000)));
        });

        Assert.Equal(User(1), hottest.Take(countMax: 1)[0].Owner);
    }

    private static OwnerId User(long number) => new(OwnerKind.User, number);
}
