using Microsoft.Extensions.Logging;

namespace Granary.Simulation;

/// <summary>Nobody reads the logs of a simulated host, but a broken invariant that is only logged must not go by unseen.</summary>
internal sealed class WatchfulLog(Action<string> accuse) : ILoggerFactory, ILogger
{
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var isBroken = logLevel == LogLevel.Critical || (exception is not null && IsOfTheProduct(exception));
        var text = formatter(state, exception);
        if (isBroken || text.Contains("must hold:", StringComparison.Ordinal)) accuse($"a host logs: {text} {exception}");
    }

    public void Dispose()
    {
    }

    private static bool IsOfTheProduct(Exception exception) => !Failures.MayHappen(exception) && exception is not OperationCanceledException;
}
