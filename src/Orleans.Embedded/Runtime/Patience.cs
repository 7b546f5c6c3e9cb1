namespace Orleans.Embedded.Runtime;

/// <summary>A token that is cancelled after a while by the silo's own clock.</summary>
internal sealed class Patience : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly ITimer timer;

    internal Patience(Clock clock, TimeSpan span, CancellationToken cancellationToken = default)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer = clock.CreateTimer(source.Cancel);
        timer.Change(span, Timeout.InfiniteTimeSpan);
    }

    internal CancellationToken Token => source.Token;

    public void Dispose()
    {
        timer.Dispose();
        source.Dispose();
    }
}
