namespace Granary.Silo;

/// <summary>Where this host is in its life.</summary>
public sealed class HostState
{
    private volatile string name = Starting;
    private volatile string? brokenBecause;

    public const string Starting = "starting";
    public const string Ready = "ready";
    public const string Draining = "draining";

    /// <summary>As operators read it.</summary>
    public string Name => name;

    internal bool IsReady => name == Ready;

    /// <summary>Requests are still answered, but nobody should send any more.</summary>
    public bool IsDraining => name == Draining;

    /// <summary>Ends a program that has stopped because it must not go on, and not because it was told to, with the reason.</summary>
    /// <exception cref="InvalidOperationException">It must not go on.</exception>
    public void ThrowIfBroken()
    {
        if (brokenBecause is not null) throw new InvalidOperationException(brokenBecause);
    }

    internal void Break(string because) => brokenBecause = because;

    internal void BecomeReady() => name = Ready;

    internal void Drain() => name = Draining;
}
