using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace Granary.EndToEnd;

/// <summary>
/// What the parent, who is never killed, knows: which commands were sent, and which were acknowledged. An acknowledgement counts once it is
/// in the parent's own fsynced file.
/// </summary>
public sealed class Records : IAsyncDisposable
{
    private readonly FileStream file;
    private readonly Channel<(Acknowledged Acknowledged, TaskCompletionSource Durable)> queue =
        Channel.CreateUnbounded<(Acknowledged, TaskCompletionSource)>();
    private readonly Task writer;
    private readonly Dictionary<string, Acknowledged> acknowledged = [];
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, Sent> unanswered = [];

    public Records(string path)
    {
        file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        writer = WriteAsync();
    }

    public IReadOnlyCollection<Acknowledged> Acknowledged => acknowledged.Values;

    public IReadOnlyCollection<Sent> Unanswered => unanswered.Values;

    /// <summary>Completes when so many more acknowledgements are durable.</summary>
    public async Task MoreAsync(int count)
    {
        var until = Acknowledged.Count + count;
        while (true)
        {
            var one = Volatile.Read(ref next).Task;
            if (Acknowledged.Count >= until) return;
            await one;
        }
    }

    public void Send(Sent sent)
    {
        lock (unanswered) unanswered[sent.Key] = sent;
    }

    /// <summary>It was refused, so it must never appear.</summary>
    public void Refuse(Sent sent)
    {
        lock (unanswered) unanswered.Remove(sent.Key);
    }

    public Task AcknowledgeAsync(Acknowledged answer)
    {
        var durable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Writer.TryWrite((answer, durable));
        return durable.Task;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.Complete();
        await writer;
        await file.DisposeAsync();
    }

    // One fsync for all that have gathered meanwhile.
    private async Task WriteAsync()
    {
        List<(Acknowledged Acknowledged, TaskCompletionSource Durable)> batch = [];
        while (await queue.Reader.WaitToReadAsync())
        {
            while (queue.Reader.TryRead(out var next)) batch.Add(next);
            foreach (var (answer, _) in batch)
            {
                file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{answer.Sent.Key} {answer.Id}\n")));
            }
            file.Flush(flushToDisk: true);
            foreach (var (answer, durable) in batch)
            {
                lock (unanswered)
                {
                    acknowledged[answer.Sent.Key] = answer;
                    unanswered.Remove(answer.Sent.Key);
                }
                durable.SetResult();
            }
            batch.Clear();
            Interlocked.Exchange(ref next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }
}
