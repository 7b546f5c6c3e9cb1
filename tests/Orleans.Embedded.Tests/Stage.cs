using System.Collections.Concurrent;

namespace RuntimeSemantics;

[CollectionDefinition(nameof(Cluster))]
public sealed class ClusterCollection : ICollectionFixture<Cluster>;

public sealed record Greeting(string Text);

public sealed class Visit;

/// <summary>
/// Where tests and grains, which live in one process on both runtimes, meet: a grain says what happened and waits to be let on.
/// Every test uses grain keys of its own, so they do not disturb each other.
/// </summary>
public static class Stage
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> cues = new();
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> lines = new();
    private static long lastKey = 1_000;

    /// <summary>Long enough for a loaded machine; a test that waits this long has failed.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    public static long NewKey() => Interlocked.Increment(ref lastKey);

    public static void Give(string cue) => Cue(cue).TrySetResult();

    public static Task On(string cue) => Cue(cue).Task.WaitAsync(Patience);

    public static bool Given(string cue) => Cue(cue).Task.IsCompleted;

    public static void Say(string topic, string line) => lines.GetOrAdd(topic, _ => []).Enqueue(line);

    public static IReadOnlyList<string> Said(string topic) => [.. lines.GetOrAdd(topic, _ => [])];

    public static async Task<IReadOnlyList<string>> Said(string topic, int countMin)
    {
        for (var end = DateTime.UtcNow + Patience; DateTime.UtcNow < end; await Task.Delay(5))
        {
            if (Said(topic) is { } said && said.Count >= countMin)
                return said;
        }

        throw new TimeoutException($"'{topic}' never had {countMin} lines: {string.Join(" | ", Said(topic))}");
    }

    /// <summary>The exception a call ends with; a call that never ends fails the test instead of hanging it.</summary>
    public static async Task<Exception?> FailureOf(Task call)
    {
        Assert.Same(call, await Task.WhenAny(call, Task.Delay(Patience)));
        return call.IsCanceled ? new OperationCanceledException() : call.Exception?.InnerException;
    }

    private static TaskCompletionSource Cue(string name) =>
        cues.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
