using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RuntimeSemantics.Slice;

/// <summary>Everything a silo says at the level of a warning or above.</summary>
internal sealed class Lines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> said = [];

    internal IReadOnlyList<string> Said => [.. said];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) said.Enqueue(formatter(state, exception));
    }

    public void Dispose()
    {
    }
}
