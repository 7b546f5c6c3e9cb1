namespace Granary.Ledger.Tests;

/// <summary>A hold from its placing to its end, whichever way it ends.</summary>
public sealed class HoldStory
{
    private const long TtlMs = 60_000;
    private UserState state = Given.User(cashMinor: 1_000);
    private long sequence;

    [Fact]
    public void A_hold_sets_cash_aside_until_its_time_is_over()
    {
        Place(400);
        var hold = Assert.Single(state.Holds);
        Assert.Equal((400L, Given.Noon + TtlMs, Given.Id("hold")), (hold.LeftMinor, hold.ExpiresAtMs, hold.Id));
        Assert.Equal((600L, 400L), CashAndHeld);
    }

    [Fact]
    public void A_partial_capture_leaves_the_rest_held()
    {
        Place(400);
        var entry = Do(Capture(150, releaseRest: false));
        Assert.Equal(new Transfer(Pocket.Held, Given.Shop, Pocket.Pending, Asset.Cny, 150), Assert.Single(entry.Transfers));
        Assert.Equal((600L, 250L), CashAndHeld);
        Assert.Equal(250, Assert.Single(state.Holds).LeftMinor);
        Assert.Equal(Outcome.ExceedsHold, Decide(Capture(251, releaseRest: false)).Outcome);
    }

    [Fact]
    public void A_last_capture_gives_the_rest_back_in_the_same_entry()
    {
        Place(400);
        var entry = Do(Capture(150, releaseRest: true));
        Assert.Equal(2, entry.Transfers.Length);
        Assert.Equal(new Transfer(Pocket.Held, Given.Alice, Pocket.Cash, Asset.Cny, 250), entry.Transfers[1]);
        Assert.Equal(new UserEvent.HoldCaptured(Given.Id("hold"), Scene.Taxi, "ride-1", LeftMinor: 0, CashAfterMinor: 850), entry.Event);
        Assert.Equal((850L, 0L), CashAndHeld);
        Assert.Empty(state.Holds);
    }

    [Fact]
    public void A_capture_of_everything_ends_the_hold_with_one_transfer()
    {
        Place(400);
        Assert.Single(Do(Capture(400, releaseRest: true)).Transfers);
        Assert.Empty(state.Holds);
        Assert.Equal(Outcome.HoldUnknown, Decide(Capture(1, releaseRest: false)).Outcome);
    }

    [Fact]
    public void A_release_gives_back_what_is_left()
    {
        Place(400);
        Do(Capture(150, releaseRest: false));
        Do(new UserCommand.ReleaseHold(Given.Id("release"), Given.RequestHash, Given.Id("hold"), By: Given.Shop));
        Assert.Equal((850L, 0L), CashAndHeld);
        Assert.Empty(state.Holds);
    }

    [Fact]
    public void Of_expiry_and_capture_in_the_same_millisecond_only_expiry_wins()
    {
        Place(400);
        var (last, over) = (Given.Noon + TtlMs - 1, Given.Noon + TtlMs);
        Assert.Equal(Outcome.Accepted, Decide(Capture(400, releaseRest: false), last).Outcome);
        Assert.Null(UserDecider.NextDue(Given.Alice, sequence + 1, state, last));

        Assert.Equal(Outcome.HoldExpired, Decide(Capture(400, releaseRest: false), over).Outcome);
        var due = UserDecider.NextDue(Given.Alice, sequence + 1, state, over);
        Do(Assert.IsType<UserCommand.ExpireHold>(due), over);
        Assert.Equal((1_000L, 0L), CashAndHeld);
        Assert.Equal(Outcome.HoldUnknown, Decide(Capture(400, releaseRest: false), over).Outcome);
        Assert.Null(UserDecider.NextDue(Given.Alice, sequence + 1, state, over));
    }

    [Fact]
    public void A_hold_that_was_captured_before_its_time_does_not_expire()
    {
        Place(400);
        Do(Capture(400, releaseRest: false));
        var expire = new UserCommand.ExpireHold(CommandId.OfEffect(Given.Id("hold"), "expire"), Given.Id("hold"));
        Assert.Equal(Outcome.HoldUnknown, Decide(expire, Given.Noon + TtlMs).Outcome);
    }

    [Fact]
    public void The_expiry_of_a_hold_is_the_same_command_whoever_asks_for_it()
    {
        Place(400);
        var once = UserDecider.NextDue(Given.Alice, nextSequence: 2, state, long.MaxValue);
        var again = UserDecider.NextDue(Given.Alice, nextSequence: 99, state, long.MaxValue);
        Assert.Equal(once!.Id, again!.Id);
    }

    private (long CashMinor, long HeldMinor) CashAndHeld => (state.Balances.Of(Pocket.Cash, Asset.Cny), state.Balances.Of(Pocket.Held, Asset.Cny));

    private void Place(long amountMinor) => Do(new UserCommand.PlaceHold(
        Given.Id("hold"), Given.RequestHash, Given.Shop, amountMinor, Asset.Cny, TtlMs, Scene.Taxi, "ride-1"));

    private static UserCommand.CaptureHold Capture(long amountMinor, bool releaseRest) =>
        new(Given.Id($"capture-{amountMinor}"), Given.RequestHash, Given.Id("hold"), amountMinor, releaseRest, By: null);

    private Decision Decide(UserCommand command, long? atMs = null) => UserDecider.Decide(
        Given.Alice, state, command, Given.Everybody(OwnerStatus.Open, Given.Shop) with { NowMs = atMs ?? Given.Noon });

    private Entry Do(UserCommand command, long? atMs = null)
    {
        (var entry, state) = Given.Carried(Given.Alice, state, command, Decide(command, atMs), atMs ?? Given.Noon, ++sequence);
        return entry;
    }
}
