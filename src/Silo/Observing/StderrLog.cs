using Microsoft.Extensions.Logging;

namespace Granary.Silo;

/// <summary>Warnings and worse, one line each, on standard error; standard output belongs to the start-up lines.</summary>
public sealed class StderrLog : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Category(categoryName);

    public void Dispose()
    {
    }

    private sealed class Category(string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // What stops the start is said by the program itself, once.
            if (!IsEnabled(logLevel) || name == "Microsoft.Extensions.Hosting.Internal.Host") return;
            var line = $"{logLevel} {name}: {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}";
            Console.Error.WriteLine(line.ReplaceLineEndings(" | "));
        }
    }
}
