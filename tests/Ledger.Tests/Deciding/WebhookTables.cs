using System.Collections.Immutable;

namespace Granary.Ledger.Tests;

public sealed class RegisterWebhookTable : DecisionTable<PlatformState, PlatformCommand.RegisterWebhook>
{
    private static readonly Facts ShopIsThere = Facts.At(Given.Noon) with { Payees = [(Given.Shop, OwnerStatus.Open)] };
    private static readonly PlatformState Open = PlatformState.Empty with { Status = OwnerStatus.Open };

    protected override Situation<PlatformState, PlatformCommand.RegisterWebhook> Sound => new(Open, Register("hook", Given.Shop), ShopIsThere);

    protected override ImmutableArray<Flaw<PlatformState, PlatformCommand.RegisterWebhook>> Flaws =>
    [
        Wrong(Outcome.OwnerUnknown, "owner", s => s with { State = s.State with { Status = OwnerStatus.Unknown } }),
        Wrong(Outcome.OwnerUnknown, "payee", s => s with { Facts = Facts.At(Given.Noon) }),
        Wrong(Outcome.OwnerClosed, "owner", s => s with { State = s.State with { Status = OwnerStatus.Closed } }),
        Wrong(Outcome.OwnerFrozen, "owner", s => s with { State = s.State with { Status = OwnerStatus.Frozen } }),
        Wrong(Outcome.TooManyWebhooks, "webhooks", s => s with { State = s.State with { WebhooksById = Ten(Given.Shop) } }),
    ];

    [Fact]
    public void Ten_webhooks_of_one_owner_are_no_reason_to_refuse_another() =>
        Assert.Equal(Outcome.Accepted, Decide(Sound with { State = Open with { WebhooksById = Ten(Given.Alice) } }).Outcome);

    [Fact]
    public void Of_a_closed_owner_and_of_the_whole_ledger_one_may_be_told_too()
    {
        Assert.Equal(Outcome.Accepted, Decide(Sound with { Facts = ShopIsThere with { Payees = [(Given.Shop, OwnerStatus.Closed)] } }).Outcome);
        var ofAll = Sound.Command with { Owner = null };
        Assert.Empty(ofAll.Payees);
        Assert.Equal(Outcome.Accepted, Decide(Sound with { Command = ofAll, Facts = Facts.At(Given.Noon) }).Outcome);
    }

    [Fact]
    public void A_webhook_is_rolled_disabled_enabled_and_removed()
    {
        var state = After(Open, 1, Register("hook", Given.Shop));
        var hook = Given.Id("hook");
        Assert.Equal<int>([1], state.FindWebhook(hook)!.GenerationsAt(Given.Noon));

        state = After(state, 2, new PlatformCommand.RollWebhookSecret(Given.Id("roll"), Given.RequestHash, hook, OverlapMs: 1_000));
        Assert.Equal<int>([2, 1], state.FindWebhook(hook)!.GenerationsAt(Given.Noon + 999));
        Assert.Equal<int>([2], state.FindWebhook(hook)!.GenerationsAt(Given.Noon + 1_000));
        // Rolling again with a longer overlap does not lengthen the life of the oldest.
        var again = After(state, 3, new PlatformCommand.RollWebhookSecret(Given.Id("again"), Given.RequestHash, hook, OverlapMs: 5_000));
        Assert.Equal<int>([3, 2], again.FindWebhook(hook)!.GenerationsAt(Given.Noon + 1_000));

        Assert.Equal(Outcome.WebhookAlreadyEnabled, OutcomeOf(state, new PlatformCommand.EnableWebhook(Given.Id("on"), Given.RequestHash, hook)));
        state = After(state, 3, new PlatformCommand.DisableWebhook(Given.Id("off"), hook, TimesEnabled: 1));
        Assert.False(state.FindWebhook(hook)!.IsEnabled);
        state = After(state, 4, new PlatformCommand.EnableWebhook(Given.Id("on"), Given.RequestHash, hook));
        // Who was told that the receiver is gone before somebody enabled it comes too late.
        Assert.Equal(Outcome.WebhookUnknown, OutcomeOf(state, new PlatformCommand.DisableWebhook(Given.Id("late"), hook, TimesEnabled: 1)));

        state = After(state, 5, new PlatformCommand.RemoveWebhook(Given.Id("gone"), Given.RequestHash, hook));
        Assert.Empty(state.Webhooks);
        Assert.Null(state.WebhooksById);
        Assert.Equal(Outcome.WebhookUnknown, OutcomeOf(state, new PlatformCommand.RemoveWebhook(Given.Id("again"), Given.RequestHash, hook)));
        Assert.Equal(Outcome.WebhookUnknown, OutcomeOf(state, new PlatformCommand.EnableWebhook(Given.Id("again"), Given.RequestHash, hook)));
        Assert.Equal(Outcome.WebhookUnknown, OutcomeOf(state, new PlatformCommand.RollWebhookSecret(Given.Id("again"), Given.RequestHash, hook, 0)));
    }

    [Fact]
    public void However_often_it_is_rolled_few_generations_sign()
    {
        var state = After(Open, 1, Register("hook", Given.Shop));
        for (var i = 2; i <= 20; i++)
        {
            state = After(state, i, new PlatformCommand.RollWebhookSecret(Given.Id($"roll {i}"), Given.RequestHash, Given.Id("hook"), OverlapMs: 86_400_000));
        }
        Assert.Equal<int>([20, 19, 18, 17, 16], state.FindWebhook(Given.Id("hook"))!.GenerationsAt(Given.Noon));
    }

    [Fact]
    public void A_webhook_is_concerned_by_what_debits_or_credits_its_owner_and_by_nothing_else()
    {
        var shop = Webhook.Of(Given.Id("hook"), new PlatformEvent.WebhookRegistered("https://shop.example/", Given.Shop, [], [0]));
        var payment = new Entry(Given.Alice, 1, Given.Id("pay"), Given.RequestHash, Given.Noon, new UserEvent.PaymentMade(Scene.Mall, null, 0),
            [new Transfer(Pocket.Cash, Given.Shop, Pocket.Pending, Asset.Cny, 5)]);
        Assert.True(shop.Concerns(payment));
        Assert.True(shop.Concerns(payment with { Owner = Given.Shop, Transfers = [] }));
        Assert.False(shop.Concerns(payment with { Transfers = [payment.Transfers[0] with { CreditOwner = new OwnerId(OwnerKind.Merchant, 99) }] }));
        Assert.False((shop with { Kinds = [EntryKind.Settled] }).Concerns(payment));
        Assert.True((shop with { Owner = null }).Concerns(payment with { Transfers = [] }));
    }

    protected override Decision Decide(Situation<PlatformState, PlatformCommand.RegisterWebhook> situation) =>
        PlatformDecider.Decide(OwnerId.Platform, situation.State, situation.Command, situation.Facts);

    private static PlatformCommand.RegisterWebhook Register(string id, OwnerId owner) =>
        new(Given.Id(id), Given.RequestHash, "https://shop.example/hooks", owner, [], [0]);

    private static ImmutableSortedDictionary<Guid, Webhook> Ten(OwnerId owner) => Enumerable.Range(0, Limits.WebhooksPerOwnerMax)
        .Select(i => Webhook.Of(Given.Id($"{owner} {i}"), new PlatformEvent.WebhookRegistered("https://shop.example/", owner, [], [0])))
        .ToImmutableSortedDictionary(webhook => webhook.Id, webhook => webhook);

    private static PlatformState After(PlatformState state, long sequence, PlatformCommand command)
    {
        var decision = PlatformDecider.Decide(OwnerId.Platform, state, command, ShopIsThere);
        return Given.Carried(OwnerId.Platform, state, command, decision, Given.Noon, sequence).Item2;
    }

    private static Outcome OutcomeOf(PlatformState state, PlatformCommand command) =>
        PlatformDecider.Decide(OwnerId.Platform, state, command, Facts.At(Given.Noon)).Outcome;
}
