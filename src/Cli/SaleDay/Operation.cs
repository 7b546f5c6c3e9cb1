using Granary.Cli.Http;

namespace Granary.Cli.SaleDay;

/// <summary>One thing that somebody does on a sale day: how to ask for it, and what its acknowledgement means for the money.</summary>
public abstract class Operation
{
    public abstract string Name { get; }

    public abstract void Write(RequestWriter writer, Market market, ApiKeys keys, string idempotencyKey);

    /// <summary>The server said that it is done.</summary>
    public abstract void Acknowledge(Answer answer, ShadowLedger shadow, OpenMatters open);

    /// <summary>False when a part of the answer leaves open what became of it, so that all of it must be asked again.</summary>
    public virtual bool IsSettled(Answer answer) => answer.IsSettled;

    /// <summary>Whether the same key must now answer the same bytes.</summary>
    public virtual bool MayAskAgain => true;

    /// <summary>Refusals that honest traffic meets; every other one is an error of the server or of this program.</summary>
    public static bool IsExpected(string code) => code is "insufficient_funds" or "nothing_to_settle" or "too_many_holds";
}

/// <summary>What one customer began and may end later: payments to refund or confirm, holds to capture, withdrawals that the bank answers.</summary>
public sealed class OpenMatters(int countMax)
{
    public Bag<Paid> Payments { get; } = new(countMax);

    public Bag<Held> Holds { get; } = new(countMax);

    public Bag<Asked> Withdrawals { get; } = new(countMax);

    public sealed record Paid(string Id, int User, int Merchant, long LeftMinor, bool Confirmed);

    public sealed record Held(string Id, int User, int Merchant, long LeftMinor);

    public sealed record Asked(string Id, int User, long AmountMinor);
}

/// <summary>A bounded heap of things from which one is taken at random; what does not fit is forgotten.</summary>
public sealed class Bag<T>(int countMax)
{
    private readonly List<T> things = [];

    public void Put(T thing)
    {
        if (things.Count < countMax) things.Add(thing);
    }

    public bool TryTake(Random random, out T thing)
    {
        thing = default!;
        if (things.Count == 0) return false;
        var index = random.Next(things.Count);
        thing = things[index];
        things[index] = things[^1];
        things.RemoveAt(things.Count - 1);
        return true;
    }
}
