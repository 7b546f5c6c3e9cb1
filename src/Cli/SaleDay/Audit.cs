namespace Granary.Cli.SaleDay;

/// <summary>The comparison at the end of the day: for every owner, what was acknowledged and what the server says it holds.</summary>
public sealed class Audit(Market market, ShadowLedger shadow)
{
    private readonly List<string> differences = [];

    public int ComparedCount { get; private set; }

    public int DifferenceCount { get; private set; }

    /// <summary>The first few in words.</summary>
    public IReadOnlyList<string> Differences => differences;

    public void Compare(int owner, Purse purse, long serverMinor)
    {
        var shadowMinor = shadow.Of(owner, purse);
        lock (differences)
        {
            ComparedCount++;
            if (serverMinor == shadowMinor) return;
            DifferenceCount++;
            if (differences.Count < 10)
                differences.Add($"{market.Path(owner)} {purse.ToString().ToLowerInvariant()}: acknowledged {shadowMinor}, server says {serverMinor}");
        }
    }
}
