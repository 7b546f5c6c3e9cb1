using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Granary.Ledger.Tests;

/// <summary>What holds after any sequence of commands, sensible or not. A failure prints its seed and the shortest sequence found.</summary>
public sealed class LedgerProperties
{
    /// <summary>One random command, or time passing, or credits arriving; the numbers are taken modulo what there is.</summary>
    public sealed record Step(int What, int Who, int Whom, int AmountMinor, int Which);

    private static readonly Gen<Step> Steps = Gen.Choose(0, 99).SelectMany(what =>
        Gen.Choose(0, 9).SelectMany(who => Gen.Choose(0, 9).SelectMany(whom =>
            Gen.Choose(-2, 60).SelectMany(amount => Gen.Choose(0, 1_000).Select(which => new Step(what, who, whom, amount, which))))));

    private static readonly Arbitrary<Step[]> Lives = Arb.From(
        Gen.Choose(10, 160).SelectMany(count => Gen.ArrayOf(Steps, count)),
        steps => Halves(steps));

    [Fact]
    public void Whatever_is_asked_balances_stay_positive_sums_stay_zero_and_the_fold_is_the_state()
    {
        var accepted = new SortedDictionary<EntryKind, int>();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Lives, steps =>
        {
            var world = new World();
            foreach (var step in steps) Take(world, step);
            foreach (var entry in world.Journal) accepted[entry.Event.Kind] = accepted.GetValueOrDefault(entry.Event.Kind) + 1;
            Prove(world);
        }));
        // A walk that never gets anywhere proves nothing.
        Assert.DoesNotContain(Enum.GetValues<EntryKind>().Where(kind => kind < EntryKind.KeyIssued), kind => !accepted.ContainsKey(kind));
    }

    private static void Prove(World world)
    {
        foreach (var owner in world.Owners) owner.CatchUp();
        Assert.All(world.Sums, sum => Assert.True(sum.AmountMinor >= 0, $"{sum.Owner}/{sum.Pocket} is {sum.AmountMinor}"));
        foreach (var asset in world.Sums.GroupBy(sum => sum.Asset))
        {
            Assert.Equal(Int128.Zero, asset.Aggregate(Int128.Zero, (total, sum) => total + (sum.Pocket.GrowsOnDebit() ? -sum.AmountMinor : sum.AmountMinor)));
        }
        foreach (var owner in world.Owners)
        {
            Assert.All(owner.Balances.Accounts, account => Assert.Equal(world.SumOf(owner.Id, account.Pocket, account.Asset), account.AmountMinor));
            var (live, folded) = owner.CompareWith(world.Journal);
            Assert.Equal(live, folded);
        }
        ProveRefunds(world);
    }

    private static void ProveRefunds(World world)
    {
        foreach (var refunds in world.Journal.Where(entry => entry.Event is MerchantEvent.PaymentRefunded).GroupBy(entry => (entry.Owner, entry.Event.Subject)))
        {
            var paidMinor = world.Journal.Where(entry => entry.CommandId == refunds.Key.Subject)
                .Sum(entry => entry.Transfers.Where(transfer => transfer.CreditOwner == refunds.Key.Owner).Sum(transfer => transfer.AmountMinor));
            Assert.True(refunds.Sum(entry => entry.Transfers.Sum(transfer => transfer.AmountMinor)) <= paidMinor);
        }
    }

    private static void Take(World world, Step step)
    {
        var user = Pick(World.Users, step.Who);
        var merchant = Pick(World.Merchants, step.Whom);
        var custodian = Pick(World.Custodians, step.Whom);
        var asset = step.Which % 8 == 0 ? new Asset(392) : Asset.Cny;
        var id = world.NextId();
        switch (step.What)
        {
            case < 15:
                world.Do(custodian, new CustodyCommand.ReportDeposit(id, Given.RequestHash, user, step.AmountMinor * 10L, asset, $"ref-{step.Which % 50}"));
                break;
            case < 30:
                world.Do(user, new UserCommand.Pay(id, Given.RequestHash, Shares(merchant, step), asset, Scene.Mall, $"order-{step.Which}"));
                break;
            case < 36:
                world.Do(user, new UserCommand.Transfer(id, Given.RequestHash, Pick(World.Users, step.Whom), step.AmountMinor, asset, Note: null));
                break;
            case < 44:
                world.Do(user, new UserCommand.PlaceHold(
                    id, Given.RequestHash, merchant, step.AmountMinor, asset, 1 + (step.Which * 100_000L), Scene.Taxi, Order: null));
                break;
            case < 50:
                OfHold(world, (hold, payer) => world.Do(payer, new UserCommand.CaptureHold(
                    id, Given.RequestHash, hold, step.AmountMinor, ReleaseRest: step.Who % 2 == 0, By: step.Whom % 3 == 0 ? merchant : null)), step);
                break;
            case < 53:
                OfHold(world, (hold, payer) => world.Do(payer, new UserCommand.ReleaseHold(id, Given.RequestHash, hold, By: null)), step);
                break;
            case < 58:
                world.Do(user, new UserCommand.AskWithdrawal(id, Given.RequestHash, custodian, step.AmountMinor, asset));
                break;
            case < 62:
                OfKind<UserEvent.WithdrawalAsked>(world, step, asked =>
                    world.Do(asked.Transfers[0].CreditOwner, new CustodyCommand.ConfirmWithdrawal(id, Given.RequestHash, asked.CommandId)));
                break;
            case < 64:
                OfKind<UserEvent.WithdrawalAsked>(world, step, asked =>
                    world.Do(asked.Transfers[0].CreditOwner, new CustodyCommand.RefuseWithdrawal(id, Given.RequestHash, asked.CommandId, "no")));
                break;
            case < 72:
                OfKind<UserEvent.PaymentMade>(world, step, paid =>
                    world.Do(merchant, new MerchantCommand.Refund(id, Given.RequestHash, paid.CommandId, step.AmountMinor)));
                break;
            case < 78:
                OfKind<UserEvent.PaymentMade>(world, step, paid => world.Do(merchant, new MerchantCommand.ConfirmReceipt(id, Given.RequestHash, paid.CommandId)));
                break;
            case < 84:
                world.Do(merchant, new MerchantCommand.Settle(id, Given.RequestHash, step.Who < 5 ? null : BusinessDate.Of(world.NowMs).AddDays(1 - step.Who)));
                break;
            case < 90:
                world.BringCredits(Pick([.. World.Users, .. World.Merchants, .. World.Custodians, OwnerId.Platform], step.Which));
                break;
            case < 96:
                // Sometimes back a little: clocks do that.
                world.NowMs += (step.Which - 50) * 600_000L;
                break;
            default:
                Manage(world, step, id);
                break;
        }
    }

    private static void Manage(World world, Step step, Guid id)
    {
        var owner = Pick([.. World.Users, .. World.Merchants, .. World.Custodians], step.Who);
        world.Do(owner, (step.Which % 4) switch
        {
            0 => new OwnerCommand.Freeze(id, Given.RequestHash, "test"),
            1 or 2 => new OwnerCommand.Unfreeze(id, Given.RequestHash, "test"),
            _ => new OwnerCommand.Close(id, Given.RequestHash, "test"),
        });
    }

    private static ImmutableArray<Share> Shares(OwnerId merchant, Step step) => (step.Which % 3) switch
    {
        0 => [new Share(merchant, step.AmountMinor), new Share(OwnerId.Platform, 1)],
        1 => [new Share(merchant, step.AmountMinor), new Share(Pick(World.Merchants, step.Who), 3)],
        _ => [new Share(merchant, step.AmountMinor)],
    };

    private static void OfHold(World world, Action<Guid, OwnerId> then, Step step) =>
        OfKind<UserEvent.HoldPlaced>(world, step, placed => then(placed.CommandId, placed.Owner));

    private static void OfKind<TEvent>(World world, Step step, Action<Entry> then)
        where TEvent : LedgerEvent
    {
        var candidates = world.Journal.Where(entry => entry.Event is TEvent).ToImmutableArray();
        if (!candidates.IsEmpty) then(Pick(candidates, step.Which));
    }

    private static T Pick<T>(ImmutableArray<T> from, int which) => from[which % from.Length];

    private static IEnumerable<Step[]> Halves(Step[] steps)
    {
        for (var length = steps.Length / 2; length > 0; length /= 2)
        {
            for (var start = 0; start + length <= steps.Length; start += length) yield return [.. steps[..start], .. steps[(start + length)..]];
        }
    }
}
