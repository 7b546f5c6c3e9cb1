using System.Collections.Concurrent;
using System.Reflection;
using Granary.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Granary.Grains.Tests.Feed;

public sealed class CreditBringerTests
{
    private static readonly OwnerId Payer = new(OwnerKind.User, 1), Slow = new(OwnerKind.Merchant, 1), Quick = new(OwnerKind.Merchant, 2);
    private readonly Town town = new();

    [Fact]
    public async Task One_that_does_not_take_its_credits_holds_nobody_up_and_is_told_afterwards_that_there_is_more()
    {
        var bringer = new CreditBringer(partition: 0, startedAt: 0, town.Factory, TimeProvider.System, NullLogger.Instance);
        town.Held = Slow;

        await bringer.BringAsync([Paid(1, Slow), Paid(2, Quick)], trace: null);
        await bringer.BringAsync([Paid(3, Slow), Paid(4, Quick)], trace: null);
        await bringer.BringAsync([Paid(5, Slow)], trace: null);

        Assert.Equal(["0-2: 1", "2-4: 1"], town.PushesTo(Quick));
        Assert.Equal(["0-2: 1"], town.PushesTo(Slow));
        // Should this feed die now, the next one has to begin before what was not taken.
        Assert.Equal(0, bringer.TakenUpTo(5));

        town.LetGo();
        await Until(() => town.PushesTo(Slow).Length == 2);
        // One more that says only how far: what lies between, it reads by itself.
        Assert.Equal(["0-2: 1", "5-5: 0"], town.PushesTo(Slow));
        await bringer.BringAsync([Paid(6, Slow)], trace: null);
        Assert.Equal("5-6: 1", town.PushesTo(Slow)[^1]);
        Assert.Equal(6, bringer.TakenUpTo(6));
    }

    [Fact]
    public async Task One_that_was_credited_long_ago_keeps_the_cursor_before_the_page_that_it_takes_and_no_further_back()
    {
        var bringer = new CreditBringer(partition: 0, startedAt: 0, town.Factory, TimeProvider.System, NullLogger.Instance);
        await bringer.BringAsync([Paid(1, Slow)], trace: null);
        await bringer.BringAsync([Paid(2, Quick)], trace: null);
        town.Held = Slow;

        await bringer.BringAsync([Paid(3, Quick), Paid(4, Slow)], trace: null);
        await bringer.BringAsync([Paid(5, Quick)], trace: null);

        Assert.Equal("1-4: 1", town.PushesTo(Slow)[^1]);
        Assert.Equal(2, bringer.TakenUpTo(5));
        town.LetGo();
        await Until(() => bringer.TakenUpTo(5) == 5);
    }

    [Fact]
    public async Task One_that_cannot_be_reached_is_asked_again_until_somebody_else_leads()
    {
        var bringer = new CreditBringer(partition: 0, startedAt: 0, town.Factory, TimeProvider.System, NullLogger.Instance);
        town.Unreachable = Slow;

        await bringer.BringAsync([Paid(1, Slow), Paid(2, Quick)], trace: null);
        Assert.Equal(0, bringer.TakenUpTo(2));
        town.Unreachable = default;
        await Until(() => bringer.TakenUpTo(2) == 2);
        Assert.Equal(["0-2: 1", "0-2: 1"], town.PushesTo(Slow));

        town.Unreachable = Slow;
        await bringer.BringAsync([Paid(3, Slow)], trace: null);
        bringer.End();
        await Until(() => bringer.TakenUpTo(3) == 3);
        Assert.Equal("2-3: 1", town.PushesTo(Slow)[^1]);
        Assert.Equal(3, town.PushesTo(Slow).Length);
    }

    private static async Task Until(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds()) await Task.Delay(20, patience.Token);
    }

    private static PostedEntry Paid(long position, OwnerId payee) => new(0, position, new Entry(
        Payer, position, CommandId.HashOf($"{position}"), default, 0, new UserEvent.TransferMade(null, 0),
        [new Transfer(Pocket.Cash, payee, Pocket.Pending, Asset.Cny, 1)]));

    /// <summary>Merchants that remember what they were pushed; one of them may take its time.</summary>
    private sealed class Town
    {
        private readonly ConcurrentQueue<(OwnerId Owner, CreditPush Push)> pushes = [];
        private readonly TaskCompletionSource letGo = new();

        public Town()
        {
            Factory = DispatchProxy.Create<IGrainFactory, Answering>();
            ((Answering)(object)Factory).Answer = (_, arguments) => Merchant(new OwnerId(OwnerKind.Merchant, (long)arguments![0]!));
        }

        public IGrainFactory Factory { get; }

        public OwnerId Held { get; set; }

        public OwnerId Unreachable { get; set; }

        public void LetGo()
        {
            Held = default;
            letGo.SetResult();
        }

        public string[] PushesTo(OwnerId owner) =>
            [.. pushes.Where(one => one.Owner == owner).Select(one => $"{one.Push.From}-{one.Push.To}: {one.Push.Credits.Length}")];

        private IMerchantGrain Merchant(OwnerId owner)
        {
            var merchant = DispatchProxy.Create<IMerchantGrain, Answering>();
            ((Answering)(object)merchant).Answer = (_, arguments) =>
            {
                pushes.Enqueue((owner, (CreditPush)arguments![0]!));
                return owner == Unreachable ? Task.FromException(new TimeoutException("nobody there"))
                    : owner == Held ? letGo.Task
                    : Task.CompletedTask;
            };
            return merchant;
        }
    }

    public class Answering : DispatchProxy
    {
        internal Func<MethodInfo, object?[]?, object?> Answer { get; set; } = (_, _) => null;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Answer(targetMethod!, args);
    }
}
