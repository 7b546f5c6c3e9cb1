using Granary.Cli.Http;
using Granary.Cli.Load;
using Granary.Cli.SaleDay.Operations;

namespace Granary.Cli.SaleDay;

/// <summary>One of many who shop at the same time: picks what to do, does it, remembers what the answer means, and sometimes asks twice.</summary>
public sealed class Customer(Caller caller, Market market, ApiKeys keys, Zipf popularity, ShadowLedger shadow, string runId, int seed, int replayPerMille)
{
    private static readonly string[] Scenes = ["mall", "taxi", "utilities", "rent", "travel", "parenting"];
    private readonly Random random = new(unchecked((seed * 1_000_003) + caller.Number));
    private readonly OpenMatters open = new(countMax: 256);
    private long count;
    private byte[] firstBody = [];

    public Tally Tally { get; } = new();

    public async Task ShopAsync(Pace pace)
    {
        while (await pace.NextAsync() is { } dueAt)
        {
            var operation = Choose();
            var key = $"{runId}-{caller.Number}-{++count}";
            operation.Write(caller.Writer, market, keys, key);
            var answer = await caller.SendAsync(operation.IsSettled);
            Tally.Latencies.Record(pace.Elapsed - dueAt);
            if (!Judge(operation, key, answer)) continue;
            operation.Acknowledge(answer, shadow, open);
            if (operation.MayAskAgain && random.Next(1000) < replayPerMille) await AskAgainAsync(operation, key, answer);
        }
    }

    // The request is still in the writer; the first answer lies in the connection's buffer, which the second one overwrites.
    private async Task AskAgainAsync(Operation operation, string key, Answer answer)
    {
        if (firstBody.Length < answer.Body.Length) firstBody = new byte[answer.Body.Length * 2];
        var first = firstBody.AsMemory(0, answer.Body.Length);
        answer.Body.CopyTo(first);
        var second = await caller.SendAsync(operation.IsSettled);
        if (!second.IsSettled)
        {
            Tally.StillUnknown($"{operation.Name} {key}: asked again and not answered (last status {second.Status})");
            return;
        }
        var isRight = second.Status == answer.Status && second.Replayed && second.Body.Span.SequenceEqual(first.Span);
        var marked = second.Replayed ? "" : ", not marked as replayed";
        Tally.Replayed(isRight, $"{operation.Name} {key}: the replay is {second.Status}{marked}, and not the first answer");
    }

    private bool Judge(Operation operation, string key, Answer answer)
    {
        if (answer.IsAccepted)
        {
            Tally.Accepted(operation.Name);
            return true;
        }
        if (!answer.IsSettled)
        {
            Tally.StillUnknown($"{operation.Name} {key}: nobody knows what became of it (last status {answer.Status})");
            return false;
        }
        var code = AnswerJson.Code(answer.Body);
        if (Operation.IsExpected(code)) Tally.Refused(code);
        else Tally.Error($"{operation.Name} {key}: {answer.Status} {code}");
        return false;
    }

    private Operation Choose() => random.Next(1000) switch
    {
        < 700 => Pay(),
        < 760 => GiveAway(),
        < 800 => new PlaceHold(AnyUser(), AnyMerchant(), AmountMinor(10_000)),
        < 840 => open.Holds.TryTake(random, out var hold) ? EndHold(hold) : Pay(),
        < 870 => open.Payments.TryTake(random, out var paid) ? new Refund(paid, PartOf(paid.LeftMinor)) : Pay(),
        < 920 => open.Payments.TryTake(random, out var got) ? Confirm(got) : Pay(),
        < 925 => new Settle(AnyMerchant()),
        < 945 => new AskWithdrawal(AnyUser(), market.CustodianIndex, AmountMinor(5_000)),
        < 960 => open.Withdrawals.TryTake(random, out var asked) ? EndWithdrawal(asked) : Pay(),
        < 990 => new Deposit(AnyUser(), market.CustodianIndex, AmountMinor(20_000)),
        _ => Batch(),
    };

    private Payment Pay() => new(AnyUser(), AnyMerchant(), AmountMinor(5_000), Scenes[random.Next(Scenes.Length)]);

    private Transfer GiveAway()
    {
        var from = AnyUser();
        var to = (from + 1 + random.Next(market.UserCount - 1)) % market.UserCount;
        return new Transfer(from, to, AmountMinor(1_000));
    }

    private BatchPayments Batch() => new([.. Enumerable.Range(0, random.Next(1, 65)).Select(_ => (AnyUser(), AnyMerchant(), AmountMinor(2_000)))]);

    private Operation EndHold(OpenMatters.Held hold) => random.Next(4) switch
    {
        0 => new ReleaseHold(hold),
        1 => new CaptureHold(hold, hold.LeftMinor),
        _ => new CaptureHold(hold, PartOf(hold.LeftMinor)),
    };

    private Operation Confirm(OpenMatters.Paid paid) => paid.Confirmed ? new Refund(paid, PartOf(paid.LeftMinor)) : new ConfirmReceipt(paid);

    private Operation EndWithdrawal(OpenMatters.Asked asked) =>
        random.Next(4) == 0 ? new RefuseWithdrawal(asked, market.CustodianIndex) : new ConfirmWithdrawal(asked, market.CustodianIndex);

    private int AnyUser() => random.Next(market.UserCount);

    private int AnyMerchant() => market.MerchantIndex(popularity.Next(random));

    private long AmountMinor(int most) => random.Next(1, most + 1);

    private long PartOf(long amountMinor) => random.Next(3) == 0 ? amountMinor : random.NextInt64(1, amountMinor + 1);
}
