using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Granary.Silo;

/// <summary>
/// Warnings and worse, one line each, on standard error; standard output belongs to the start-up lines. While the database is away every request, push
/// and snapshot would warn of it: one warning for the same reason is written each second, and the next one says how many there were besides.
/// </summary>
public sealed class StderrLog(TextWriter output, TimeProvider time) : ILoggerProvider
{
    private const string Template = "{OriginalFormat}";
    private const string Reason = "Reason";
    private const int ReasonsMax = 1_000;

    private readonly ConcurrentDictionary<(string Category, string? Template, string? Reason), Said> said = new();

    public StderrLog() : this(Console.Error, TimeProvider.System)
    {
    }

    public ILogger CreateLogger(string categoryName) => new Category(categoryName, this);

    public void Dispose()
    {
    }

    // Null when the same was said a moment ago.
    private string? Besides<TState>(string category, TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> parts) return "";
        string? Part(string name) => parts.FirstOrDefault(part => part.Key == name).Value as string;
        // Reasons are few while all is well; texts that are never the same again must not be kept for ever.
        if (said.Count >= ReasonsMax) said.Clear();
        return said.GetOrAdd((category, Part(Template), Part(Reason)), _ => new Said()).Again(time);
    }

    private sealed class Said
    {
        private static readonly TimeSpan Once = TimeSpan.FromSeconds(1);

        private readonly Lock gate = new();
        private long? at;
        private int unsaid;

        public string? Again(TimeProvider time)
        {
            lock (gate)
            {
                if (at is { } before && time.GetElapsedTime(before) < Once)
                {
                    unsaid++;
                    return null;
                }
                var besides = unsaid == 0 ? "" : $" ({unsaid} more like it since)";
                (at, unsaid) = (time.GetTimestamp(), 0);
                return besides;
            }
        }
    }

    private sealed class Category(string name, StderrLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // What stops the start is said by the program itself, once.
            if (!IsEnabled(logLevel) || name == "Microsoft.Extensions.Hosting.Internal.Host") return;
            // Errors are bugs, and each is said: somebody will look for the id of a request.
            if ((logLevel == LogLevel.Warning ? log.Besides(name, state) : "") is not { } besides) return;
            var line = $"{logLevel} {name}: {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}{besides}";
            log.Write(line.ReplaceLineEndings(" | "));
        }
    }

    private void Write(string line) => output.WriteLine(line);
}
