namespace Granary.Benchmarks;

/// <summary>Something that moves money, and can be measured for a while again and again.</summary>
public interface IContestant : IAsyncDisposable
{
    /// <summary>As in the result: <c>engine_per_s</c>.</summary>
    string Name { get; }

    /// <summary>Databases, hosts, owners, money, warm-up.</summary>
    Task PrepareAsync();

    Task<Measurement> MeasureAsync(TimeSpan duration);
}

/// <summary>One round.</summary>
/// <param name="PerSecond">Payments that were durably done and answered.</param>
/// <param name="ErrorCount">Anything that was answered otherwise.</param>
/// <param name="P99Ms">0 where it is not measured.</param>
public sealed record Measurement(double PerSecond, long ErrorCount = 0, double P99Ms = 0);
