namespace Granary.Cli.SaleDay;

/// <summary>The pockets that a sale day moves money between, named as the API names them in lower case.</summary>
public enum Purse
{
    Cash,
    Held,
    Pending,
    Bank,
    Outbound,
}

/// <summary>
/// What every owner must hold: its balances before, and every minor unit that the server acknowledged since. It knows only answers, never
/// what was asked, and so it sees a payment that was acknowledged and lost as well as one that was carried out twice.
/// </summary>
public sealed class ShadowLedger(int ownerCount)
{
    private static readonly int PurseCount = Enum.GetValues<Purse>().Length;
    private readonly long[] balancesMinor = new long[ownerCount * PurseCount];

    /// <summary>Minor units acknowledged, each once.</summary>
    public long AcknowledgedMinor => Interlocked.Read(ref acknowledgedMinor);

    private long acknowledgedMinor;

    public long Of(int owner, Purse purse) => Interlocked.Read(ref balancesMinor[IndexOf(owner, purse)]);

    public void Set(int owner, Purse purse, long amountMinor) => Interlocked.Exchange(ref balancesMinor[IndexOf(owner, purse)], amountMinor);

    public void Move(int from, Purse fromPurse, int to, Purse toPurse, long amountMinor)
    {
        // A bank's pocket is the other side of the ledger: it grows when it is debited.
        Interlocked.Add(ref balancesMinor[IndexOf(from, fromPurse)], fromPurse == Purse.Bank ? amountMinor : -amountMinor);
        Interlocked.Add(ref balancesMinor[IndexOf(to, toPurse)], toPurse == Purse.Bank ? -amountMinor : amountMinor);
        Interlocked.Add(ref acknowledgedMinor, amountMinor);
    }

    /// <summary>Takes what went to somebody whom the shadow does not follow, such as the platform's fee.</summary>
    public void Take(int owner, Purse purse, long amountMinor) => Interlocked.Add(ref balancesMinor[IndexOf(owner, purse)], -amountMinor);

    private static int IndexOf(int owner, Purse purse) => (owner * PurseCount) + (int)purse;
}
