using Granary.Cli.Load;

namespace Granary.Cli.SaleDay;

/// <summary>What one customer has seen. Written by that customer only; the sum over all of them is the report.</summary>
public sealed class Tally
{
    public LatencyHistogram Latencies { get; } = new();

    public SortedDictionary<string, long> AcceptedByOperation { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, long> RefusedByCode { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers that should not happen.</summary>
    public long ErrorCount { get; private set; }

    /// <summary>Requests whose outcome is still open after all patience.</summary>
    public long UnknownCount { get; private set; }

    /// <summary>Requests that were sent again with the same key although they had been answered.</summary>
    public long ReplayCount { get; private set; }

    /// <summary>Of those, the ones that got another answer or were not marked as replayed.</summary>
    public long WrongReplayCount { get; private set; }

    /// <summary>The first few errors in words.</summary>
    public List<string> Samples { get; } = [];

    public void Accepted(string operation) => AcceptedByOperation[operation] = AcceptedByOperation.GetValueOrDefault(operation) + 1;

    public void Refused(string code) => RefusedByCode[code] = RefusedByCode.GetValueOrDefault(code) + 1;

    public void Error(string what)
    {
        ErrorCount++;
        Sample(what);
    }

    public void StillUnknown(string what)
    {
        UnknownCount++;
        Sample(what);
    }

    public void Replayed(bool isRight, string what)
    {
        ReplayCount++;
        if (isRight) return;
        WrongReplayCount++;
        Sample(what);
    }

    public void Add(Tally other)
    {
        Latencies.Add(other.Latencies);
        foreach (var (operation, count) in other.AcceptedByOperation) AcceptedByOperation[operation] = AcceptedByOperation.GetValueOrDefault(operation) + count;
        foreach (var (code, count) in other.RefusedByCode) RefusedByCode[code] = RefusedByCode.GetValueOrDefault(code) + count;
        ErrorCount += other.ErrorCount;
        UnknownCount += other.UnknownCount;
        ReplayCount += other.ReplayCount;
        WrongReplayCount += other.WrongReplayCount;
        foreach (var sample in other.Samples) Sample(sample);
    }

    private void Sample(string what)
    {
        if (Samples.Count < 10) Samples.Add(what);
    }
}
