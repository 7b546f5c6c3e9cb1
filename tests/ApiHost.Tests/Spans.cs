using System.Collections.Concurrent;
using System.Diagnostics;

namespace Granary.ApiHost.Tests;

/// <summary>Listens to the house's spans and to ASP.NET Core's, records everything and remembers it.</summary>
internal sealed class Spans : IDisposable
{
    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly ActivityListener listener;

    public Spans()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Granary" or RequestSpan.Source,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public IReadOnlyList<Activity> Ended => [.. ended];

    /// <summary>The first span that is what is asked for; some end only after the answer has been read.</summary>
    public async Task<Activity> FirstAsync(Func<Activity, bool> isIt)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(5))
        {
            if (ended.FirstOrDefault(isIt) is { } found) return found;
        }
        throw new TimeoutException($"no such span among:\n{string.Join('\n', ended.Select(Describe))}");
    }

    /// <summary>Everything that a collector would be told of a span.</summary>
    public static string Describe(Activity span) => string.Join(
        ' ',
        [
            span.OperationName, span.DisplayName, span.StatusDescription ?? "", span.TraceStateString ?? "",
            .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"), .. span.Baggage.Select(item => $"{item.Key}={item.Value}"),
            .. span.Events.Select(told => $"{told.Name} {string.Join(' ', told.Tags)}"), .. span.Links.Select(link => string.Join(' ', link.Tags ?? [])),
        ]);

    public void Dispose() => listener.Dispose();
}
