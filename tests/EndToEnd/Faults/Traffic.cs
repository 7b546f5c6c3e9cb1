using System.Collections.Concurrent;
using System.Diagnostics;

namespace Granary.EndToEnd;

/// <summary>How long a client waited for an answer, all attempts together; counted from the start of the traffic.</summary>
internal readonly record struct Waited(string Owner, TimeSpan From, TimeSpan Until, int Attempts, bool IsAnswered, TimeSpan LongestAttempt);

/// <summary>
/// Users who pay, transfer and deposit while something goes wrong. Each has two connections: one that sends again, with the same key and when it
/// is told to, until it is answered, and one that turns away when it is not.
/// </summary>
internal sealed class Traffic
{
    /// <summary>So long a client thinks before it sends the next command; longer where three hosts start anew on two busy cores all the time.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(Campaign.IsLong ? 60 : 400);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly IEntrance entrance;
    private readonly Records records;
    private readonly Town town;
    private readonly long since = Stopwatch.GetTimestamp();
    private readonly ConcurrentBag<Waited> waited = [];
    private readonly List<Task> connections;
    private volatile bool isOver;

    public Traffic(IEntrance entrance, Records records, Town town, int seed)
    {
        (this.entrance, this.records, this.town) = (entrance, records, town);
        connections = [.. Enumerable.Range(0, 2 * town.Users).Select(number =>
            Task.Run(() => SendAsync(user: 1 + (number / 2), isPatient: number % 2 == 0, new Random((seed * 1_000) + number))))];
    }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(since);

    public int AnsweredCount => waited.Count(one => one.IsAnswered);

    /// <summary>Sends nothing new; returns when those who wait for an answer have it.</summary>
    public async Task<IReadOnlyCollection<Waited>> StopAsync()
    {
        isOver = true;
        await Task.WhenAll(connections);
        return waited;
    }

    private async Task SendAsync(int user, bool isPatient, Random random)
    {
        using var sender = new Sender(entrance, records);
        while (!isOver)
        {
            var sent = town.Next(random, user);
            var (from, attempts, longest) = (Elapsed, 0, TimeSpan.Zero);
            Reply? reply = null;
            do
            {
                if (attempts++ > 0) await Task.Delay(reply?.RetryAfter ?? Sender.Pause);
                var begun = Elapsed;
                reply = await sender.SendAsync(sent);
                if (Elapsed - begun > longest) longest = Elapsed - begun;
            }
            while (isPatient && reply is null or { Status: 503 } && Elapsed - from < Patience);
            var isAnswered = reply is { Status: not 503 };
            Assert.True(isAnswered || !isPatient, $"{sent} has no answer after {Elapsed - from}");
            waited.Add(new Waited(sent.Effect.From, from, Elapsed, attempts, isAnswered, longest));
            await Task.Delay(isAnswered ? TimeSpan.FromMilliseconds(random.Next((int)PauseMax.TotalMilliseconds)) : Sender.Pause);
        }
    }
}
