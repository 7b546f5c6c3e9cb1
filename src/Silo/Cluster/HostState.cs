namespace Granary.Silo;

/// <summary>Where this host is in its life.</summary>
public sealed class HostState
{
    private volatile string name = Starting;

    public const string Starting = "starting";
    public const string Ready = "ready";
    public const string Draining = "draining";

    /// <summary>As operators read it.</summary>
    public string Name => name;

    /// <summary>Requests are still answered, but nobody should send any more.</summary>
    public bool IsDraining => name == Draining;

    internal void BecomeReady() => name = Ready;

    internal void Drain() => name = Draining;
}
