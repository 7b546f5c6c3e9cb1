using Orleans.Runtime;

namespace Orleans.Embedded.Runtime;

/// <summary>
/// The calls that somebody waits for. Instead of a timer per call one sweep a second finds those past their deadline, so a
/// timeout comes up to a second late and costs a call two list operations.
/// </summary>
internal sealed class PendingCalls
{
    private readonly Clock clock;
    private readonly ITimer timer;
    private readonly TimeSpan sweepPeriod;
    private readonly Shard[] shards;
    private int armed;
    private volatile string? closed = "The silo has not started.";

    internal PendingCalls(Clock clock, TimeSpan responseTimeout, int shardCount)
    {
        this.clock = clock;
        sweepPeriod = responseTimeout / 4 < TimeSpan.FromSeconds(1) ? responseTimeout / 4 : TimeSpan.FromSeconds(1);
        shards = [.. Enumerable.Range(0, shardCount).Select(_ => new Shard())];
        timer = clock.CreateTimer(Sweep);
    }

    internal void Open() => closed = null;

    /// <summary>Throws when the silo takes no calls.</summary>
    internal void Add(PendingCall call, long timeoutUnits)
    {
        ThrowIfClosed();
        call.Deadline = Clock.Later(clock.Timestamp(), timeoutUnits);
        shards[Environment.CurrentManagedThreadId % shards.Length].Add(call);
        // The one who closes does so before it takes the lists: a call that slipped in after that is found here.
        if (closed is not null)
        {
            call.Shard!.Remove(call);
            ThrowIfClosed();
        }

        if (Volatile.Read(ref armed) == 0 && Interlocked.Exchange(ref armed, 1) == 0)
            timer.Change(sweepPeriod, Timeout.InfiniteTimeSpan);
    }

    internal void ThrowIfClosed()
    {
        if (closed is { } reason)
            throw new SiloUnavailableException(reason);
    }

    internal void CloseAndFailAll(string reason)
    {
        closed = reason;
        Interlocked.MemoryBarrier();
        timer.Dispose();
        foreach (var call in shards.SelectMany(shard => shard.TakePast(long.MaxValue)).ToList())
            call.Refuse(new SiloUnavailableException(reason));
    }

    private void Sweep()
    {
        Volatile.Write(ref armed, 0);
        var now = clock.Timestamp();
        foreach (var call in shards.SelectMany(shard => shard.TakePast(now)).ToList())
            call.TimeOut();
        if (shards.Any(shard => !shard.IsEmpty) && closed is null && Interlocked.Exchange(ref armed, 1) == 0)
            timer.Change(sweepPeriod, Timeout.InfiniteTimeSpan);
    }

    /// <summary>One of several lists, so that callers on different threads seldom meet at one lock.</summary>
    internal sealed class Shard
    {
        private readonly Lock gate = new();
        private PendingCall? first;
        private PendingCall? last;

        internal bool IsEmpty => first is null;

        internal void Add(PendingCall call)
        {
            lock (gate)
            {
                call.Shard = this;
                call.Earlier = last;
                if (last is null)
                    first = call;
                else
                    last.Later = call;
                last = call;
            }
        }

        internal void Remove(PendingCall call)
        {
            lock (gate)
                Unlink(call);
        }

        internal List<PendingCall> TakePast(long now)
        {
            var past = new List<PendingCall>();
            lock (gate)
            {
                for (var call = first; call is not null;)
                {
                    var later = call.Later;
                    if (call.Deadline <= now)
                    {
                        Unlink(call);
                        past.Add(call);
                    }

                    call = later;
                }
            }

            return past;
        }

        private void Unlink(PendingCall call)
        {
            // Twice is once: a timeout and an answer may both want it gone.
            if (call.Shard is null)
                return;
            call.Shard = null;
            if (call.Earlier is null)
                first = call.Later;
            else
                call.Earlier.Later = call.Later;
            if (call.Later is null)
                last = call.Earlier;
            else
                call.Later.Earlier = call.Earlier;
            call.Earlier = call.Later = null;
        }
    }
}
