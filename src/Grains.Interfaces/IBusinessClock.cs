namespace Granary.Grains;

/// <summary>
/// The clock of the business, which a sandbox may advance. An own type: the plain <see cref="TimeProvider"/> also drives the actor
/// runtime's timers and probes, and those must not jump.
/// </summary>
public interface IBusinessClock
{
    /// <summary>Milliseconds since 1970 UTC.</summary>
    long NowMs { get; }
}
