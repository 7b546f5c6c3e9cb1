using System.Reflection;
using Granary.Journal;
using Granary.Silo;
using Microsoft.Extensions.Logging.Abstractions;

namespace Granary.ApiHost.Tests;

/// <summary>After a power cut a host and its database come back together, and the database takes longer.</summary>
public sealed class StartingWithTheDatabase
{
    [Fact]
    public async Task A_store_that_says_it_is_starting_is_waited_for()
    {
        var store = Recovering.Store([true, true, true]);
        await using var journal = await JournalHosting.OpenAsync(store, new JournalOptions(), new HurriedTime(), NullLogger.Instance);
        Assert.Equal(4, ((Recovering)(object)store).OpenCount);
    }

    [Fact]
    public async Task Any_other_trouble_ends_the_start_at_once()
    {
        var store = Recovering.Store([true, false]);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => JournalHosting.OpenAsync(store, new JournalOptions(), new HurriedTime(), NullLogger.Instance));
        Assert.Equal(2, ((Recovering)(object)store).OpenCount);
    }

    [Fact]
    public async Task Nobody_waits_for_ever()
    {
        var store = Recovering.Store(Enumerable.Repeat(true, 10_000));
        var gone = await Assert.ThrowsAsync<JournalUnavailableException>(() => JournalHosting.OpenAsync(store, new JournalOptions(), new HurriedTime(), NullLogger.Instance));
        Assert.True(gone.IsStarting);
        Assert.Equal(JournalHosting.StartsWithin.TotalSeconds + 1, ((Recovering)(object)store).OpenCount);
    }

    /// <summary>Whatever is waited for has passed at once.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero) ticks += dueTime.Ticks;
            return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A store that cannot be opened so many times, and says whether it is starting.</summary>
    public class Recovering : DispatchProxy
    {
        private readonly Queue<bool> troubles = new();

        public int OpenCount { get; private set; }

        public static IJournalStore Store(IEnumerable<bool> troubles)
        {
            var store = Create<IJournalStore, Recovering>();
            foreach (var isStarting in troubles) ((Recovering)(object)store).troubles.Enqueue(isStarting);
            return store;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod!.Name)
            {
                case nameof(IJournalStore.OpenAsync):
                    OpenCount++;
                    return new ValueTask(troubles.TryDequeue(out var isStarting)
                        ? Task.FromException(new JournalUnavailableException("not yet") { IsStarting = isStarting })
                        : Task.CompletedTask);
                case "get_PartitionCount":
                    return 0;
                default:
                    return ValueTask.CompletedTask;
            }
        }
    }
}
