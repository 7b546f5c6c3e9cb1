using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Granary.Ledger;

namespace Granary.Journal.Tests;

/// <summary>
/// A short life with every kind of entry in it, told by the real deciders into a real journal and always the same: ids and times come from
/// the story. A new kind of entry gets a scene at the end; what is told already stays as it is.
/// </summary>
internal sealed class GoldenStory(IJournal journal)
{
    private static readonly OwnerId Ada = Given.User(1), Bob = Given.User(2), Eve = Given.User(3), Shop = Given.Merchant(1), Bank = Given.Custody;
    private readonly IJournal journal = journal;
    private long nowMs = new DateTimeOffset(2026, 11, 11, 12, 0, 0, TimeSpan.FromHours(8)).ToUnixTimeMilliseconds();
    private int commands;

    internal async Task TellAsync()
    {
        await OpenAllAsync();
        await DoAsync(Bank, new CustodyCommand.ReportDeposit(NextId(), Hash, Ada, 10_000, Asset.Cny, "ICBC-0001"));
        var payment = NextId();
        await DoAsync(Ada, new UserCommand.Pay(
            payment, Hash, [new Share(Shop, 700), new Share(OwnerId.Platform, 50)], Asset.Cny, Scene.SecondHandHome, "order-1"));
        await DoAsync(Ada, new UserCommand.Transfer(NextId(), Hash, Bob, 250, Asset.Cny, "dinner \u5e72\u676f \"x\" 'y'"));
        await HoldAsync();
        await WithdrawAsync();
        await SnapshotAsync(Ada);
        await SnapshotAsync(Shop);
        await DoAsync(Shop, new MerchantCommand.Refund(NextId(), Hash, payment, 200));
        await DoAsync(Shop, new MerchantCommand.ConfirmReceipt(NextId(), Hash, payment));
        nowMs += 86_400_000;
        await DoAsync(Shop, new MerchantCommand.Settle(NextId(), Hash, BusinessDate: null));
        await CloseEveAsync();
        var issue = NextId();
        await DoAsync(OwnerId.Platform, new PlatformCommand.IssueKey(issue, Hash, new string('a', 64), KeyRole.User, Ada, "phone"));
        await DoAsync(OwnerId.Platform, new PlatformCommand.IssueKey(NextId(), Hash, new string('b', 64), KeyRole.Auditor, null, "audit"));
        await SnapshotAsync(OwnerId.Platform);
        await DoAsync(OwnerId.Platform, new PlatformCommand.RevokeKey(NextId(), Hash, issue));
        await SnapshotAsync(Bank);
        await journal.SaveCursorAsync("portraits", 0, 3);
        // One append with two entries, after everybody's snapshot.
        await AppendTwoAsync();
        await WebhooksAsync();
    }

    private static Guid Hash => CommandId.HashOf("a request");

    private async Task OpenAllAsync()
    {
        await DoAsync(OwnerId.Platform, new OwnerCommand.Open(NextId(), Hash, "Granary", Fee: null));
        await DoAsync(Bank, new OwnerCommand.Open(NextId(), Hash, "icbc", Fee: null));
        foreach (var user in (OwnerId[])[Ada, Bob, Eve]) await DoAsync(user, new OwnerCommand.Open(NextId(), Hash, $"{user}", Fee: null));
        await DoAsync(Shop, new OwnerCommand.Open(NextId(), Hash, "Bookshop \u4e66\u5e97", new FeeSchedule(FlatMinor: 5, RateBasisPoints: 60)));
    }

    private async Task HoldAsync()
    {
        var (captured, released) = (NextId(), NextId());
        await DoAsync(Ada, new UserCommand.PlaceHold(captured, Hash, Shop, 1_000, Asset.Cny, TtlMs: 3_600_000, Scene.Taxi, "ride-1"));
        await DoAsync(Ada, new UserCommand.CaptureHold(NextId(), Hash, captured, 600, ReleaseRest: true, By: Shop));
        await DoAsync(Ada, new UserCommand.PlaceHold(released, Hash, Shop, 300, Asset.Cny, TtlMs: 3_600_000, Scene.Travel, Order: null));
        await DoAsync(Ada, new UserCommand.ReleaseHold(NextId(), Hash, released, By: null));
        await DoAsync(Ada, new UserCommand.PlaceHold(NextId(), Hash, Shop, 200, Asset.Cny, TtlMs: 1_000, Scene.Rent, Order: null));
        nowMs += 60_000;
        await DoWhatIsDueAsync(Ada);
        await DoAsync(Ada, new UserCommand.PlaceHold(NextId(), Hash, Shop, 100, Asset.Cny, Limits.HoldTtlMsMax, Scene.Parenting, "crib"));
    }

    private async Task WithdrawAsync()
    {
        var (confirmed, refused) = (NextId(), NextId());
        await DoAsync(Ada, new UserCommand.AskWithdrawal(confirmed, Hash, Bank, 500, Asset.Cny));
        await DoAsync(Bank, new CustodyCommand.ConfirmWithdrawal(NextId(), Hash, confirmed));
        await DoAsync(Ada, new UserCommand.AskWithdrawal(refused, Hash, Bank, 400, Asset.Cny));
        await DoAsync(Bank, new CustodyCommand.RefuseWithdrawal(NextId(), Hash, refused, "no such account"));
    }

    // Bob's host did not know yet that she had gone, so his money reaches a closed owner and is moved on.
    private async Task CloseEveAsync()
    {
        await DoAsync(Eve, new OwnerCommand.Freeze(NextId(), Hash, "lost phone"));
        await DoAsync(Eve, new OwnerCommand.Unfreeze(NextId(), Hash, "found"));
        await DoAsync(Eve, new OwnerCommand.Close(NextId(), Hash, "wishes so"));
        await DoAsync(Bob, new UserCommand.Transfer(NextId(), Hash, Eve, 30, Asset.Cny, Note: null), isOpen: true);
        await DoWhatIsDueAsync(Eve);
    }

    private async Task WebhooksAsync()
    {
        var (shop, all) = (NextId(), NextId());
        await DoAsync(OwnerId.Platform, new PlatformCommand.RegisterWebhook(shop, Hash, "https://shop.example/hooks", Shop, [EntryKind.PaymentMade], [12, 3]));
        await DoAsync(OwnerId.Platform, new PlatformCommand.RegisterWebhook(all, Hash, "https://audit.example/", null, [], [13, 3]));
        await DoAsync(OwnerId.Platform, new PlatformCommand.RollWebhookSecret(NextId(), Hash, shop, OverlapMs: 86_400_000));
        await DoAsync(OwnerId.Platform, new PlatformCommand.DisableWebhook(NextId(), all, TimesEnabled: 1));
        await SnapshotAsync(OwnerId.Platform);
        await DoAsync(OwnerId.Platform, new PlatformCommand.EnableWebhook(NextId(), Hash, all));
        await DoAsync(OwnerId.Platform, new PlatformCommand.RemoveWebhook(NextId(), Hash, shop));
    }

    private async Task AppendTwoAsync()
    {
        var history = await journal.LoadAsync(Bob);
        var next = history.Seen.Sequence + 1;
        Entry[] two =
        [
            new(Bob, next, NextId(), Hash, nowMs, new OwnerEvent.Frozen("asked to"), []),
            new(Bob, next + 1, NextId(), Hash, nowMs + 1, new OwnerEvent.Unfrozen("asked to"), []),
        ];
        Assert.IsType<AppendResult.Appended>(await journal.AppendAsync([.. two]));
    }

    private Guid NextId() => CommandId.HashOf("golden", $"{++commands}");

    private Task DoAsync(OwnerId owner, Command command, bool? isOpen = null) => Kind.Of(owner).DoAsync(this, owner, command, isOpen);

    private Task DoWhatIsDueAsync(OwnerId owner) => Kind.Of(owner).DoAsync(this, owner, command: null, isOpen: null);

    private async Task SnapshotAsync(OwnerId owner)
    {
        var history = await journal.LoadAsync(owner);
        await journal.SaveSnapshotAsync(new OwnerSnapshot(owner, history.Seen, Kind.Of(owner).StateOf(history)));
    }

    private async Task<Facts> FactsAsync(Command command, bool? isOpen)
    {
        var payees = new List<(OwnerId, OwnerStatus)>();
        foreach (var payee in command.Payees) payees.Add((payee, isOpen is true ? OwnerStatus.Open : await journal.StatusOfAsync(payee)));
        var about = command.Subject == Guid.Empty ? [] : await journal.AboutAsync(command.Subject);
        return new Facts(nowMs += 1_000, [.. payees], [.. about.Select(posted => posted.Entry)]);
    }

    /// <summary>How owners of one kind decide and fold: today's code.</summary>
    internal abstract class Kind
    {
        internal static Kind Of(OwnerId owner) => owner.Kind switch
        {
            OwnerKind.User => new Of<UserState>(UserDecider.Decide, UserDecider.NextDue, LedgerJson.Default.UserState),
            OwnerKind.Merchant => new Of<MerchantState>(MerchantDecider.Decide, MerchantDecider.NextDue, LedgerJson.Default.MerchantState),
            OwnerKind.Custody => new Of<CustodyState>(CustodyDecider.Decide, CustodyDecider.NextDue, LedgerJson.Default.CustodyState),
            OwnerKind.Platform => new Of<PlatformState>(PlatformDecider.Decide, PlatformDecider.NextDue, LedgerJson.Default.PlatformState),
            _ => throw new ArgumentOutOfRangeException(nameof(owner), owner, "give the kind a line here"),
        };

        /// <summary>The state after the snapshot, if there is one, and everything that came after it.</summary>
        internal abstract byte[] StateOf(OwnerHistory history);

        internal abstract Balances BalancesOf(OwnerHistory history);

        internal abstract Task DoAsync(GoldenStory story, OwnerId owner, Command? command, bool? isOpen);
    }

    private sealed class Of<TState>(
        Func<OwnerId, TState, Command, Facts, Decision> decide, Func<OwnerId, long, TState, long, Command?> nextDue, JsonTypeInfo<TState> json) : Kind
        where TState : class, IOwnerState<TState>
    {
        internal override byte[] StateOf(OwnerHistory history) => JsonSerializer.SerializeToUtf8Bytes(Fold(history), json);

        internal override Balances BalancesOf(OwnerHistory history) => Fold(history).Balances;

        internal override async Task DoAsync(GoldenStory story, OwnerId owner, Command? command, bool? isOpen)
        {
            var history = await story.journal.LoadAsync(owner);
            var (state, sequence) = (Fold(history), history.Seen.Sequence + 1);
            command ??= nextDue(owner, sequence, state, story.nowMs) ?? throw new InvalidOperationException($"nothing is due for {owner}");
            var facts = await story.FactsAsync(command, isOpen);
            var decision = decide(owner, state, command, facts);
            Assert.Equal(Outcome.Accepted, decision.Outcome);
            ImmutableArray<Entry> entry = [new(owner, sequence, command.Id, command.RequestHash, facts.NowMs, decision.Event!, decision.Transfers)];
            Assert.IsType<AppendResult.Appended>(await story.journal.AppendAsync(entry));
        }

        // An owner's terms are in its opening, and what was credited may have been spent since: the opening, the credits, the rest.
        private TState Fold(OwnerHistory history)
        {
            var state = history.Snapshot is { } snapshot ? JsonSerializer.Deserialize(snapshot.State.Span, json)! : TState.Empty;
            var own = history.Own;
            if (history.Snapshot is null && !own.IsEmpty) (state, own) = (state.Apply(own[0].Entry), own.RemoveAt(0));
            foreach (var credit in history.Credits) state = state.Apply(credit);
            return own.Aggregate(state, (folded, posted) => folded.Apply(posted.Entry));
        }
    }
}
