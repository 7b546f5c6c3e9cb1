using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Embedded.Runtime;

/// <summary>Wakes grains up when their reminders are due. One timer for all, set to the next one due.</summary>
internal sealed class ReminderClock
{
    private static readonly GrainMethod<(string Name, TickStatus Status), NoResult> receive = new(
        "IRemindable.ReceiveReminder", TurnKind.Normal,
        static (grain, tick, _) => ((IRemindable)grain).ReceiveReminder(tick.Name, tick.Status));

    private readonly EmbeddedSilo silo;
    private readonly IReminderTable table;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private readonly Dictionary<ReminderName, Alarm> alarms = [];

    // Equal times ring in the order in which they were set.
    private readonly PriorityQueue<Alarm, (DateTimeOffset At, long Order)> due = new();
    private long order;

    internal ReminderClock(EmbeddedSilo silo)
    {
        this.silo = silo;
        table = silo.Options.Reminders;
        timer = silo.Clock.CreateTimer(Ring);
    }

    private DateTimeOffset Now => silo.Clock.Time.GetUtcNow();

    internal async Task StartAsync()
    {
        foreach (var row in await table.ReadAllAsync())
            Set(row);
    }

    internal void Stop() => timer.Dispose();

    internal async Task<IGrainReminder> RegisterAsync(GrainId grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        if (period < silo.Options.MinimumReminderPeriod)
            throw new ArgumentException($"A reminder repeats every {silo.Options.MinimumReminderPeriod} at most, not every {period}.", nameof(period));
        var row = new ReminderRow(NameOf(grain, name), Now + dueTime, period);
        await table.UpsertAsync(row);
        Set(row);
        return new GrainReminder(name);
    }

    internal async Task UnregisterAsync(GrainId grain, string name)
    {
        await table.RemoveAsync(NameOf(grain, name));
        lock (gate)
            alarms.Remove(NameOf(grain, name));
    }

    internal Task<IGrainReminder?> FindAsync(GrainId grain, string name)
    {
        lock (gate)
            return Task.FromResult<IGrainReminder?>(alarms.ContainsKey(NameOf(grain, name)) ? new GrainReminder(name) : null);
    }

    private static ReminderName NameOf(GrainId grain, string name) =>
        new(grain.Type.ToString(), grain.Key.Text ?? grain.Key.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), grain.Key.Text is null, name);

    private void Set(ReminderRow row)
    {
        // A silo that comes back does not make up for the ticks it missed: it goes on with the next one.
        var next = row.FirstTickAt;
        if (next < Now)
            next += row.Period * Math.Ceiling((Now - next) / row.Period);
        lock (gate)
        {
            var alarm = new Alarm(row);
            alarms[row.Name] = alarm;
            Enqueue(alarm, next);
        }
    }

    // Under the lock.
    private void Enqueue(Alarm alarm, DateTimeOffset at)
    {
        due.Enqueue(alarm, (at, ++order));
        due.TryPeek(out _, out var first);
        timer.Change(first.At > Now ? first.At - Now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Ring()
    {
        var ringing = new List<(ReminderRow Row, DateTimeOffset At)>();
        lock (gate)
        {
            var now = Now;
            while (due.TryPeek(out var alarm, out var first) && first.At <= now)
            {
                due.Dequeue();
                // One that was changed or taken back is still in the queue, but no longer the one in the table.
                if (alarms.GetValueOrDefault(alarm.Row.Name) != alarm)
                    continue;
                ringing.Add((alarm.Row, now));
                Enqueue(alarm, first.At + alarm.Row.Period);
            }

            if (due.TryPeek(out _, out var next))
                timer.Change(next.At > now ? next.At - now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        foreach (var (row, at) in ringing)
            silo.Turns.Run(() => TellAsync(row, at));
    }

    private async Task TellAsync(ReminderRow row, DateTimeOffset at)
    {
        var name = row.Name;
        if (silo.Catalog.Find(name.GrainType) is not { } grainClass)
        {
            silo.Log.LogError("The reminder {Reminder} is for a grain class that is not here.", name);
            return;
        }

        var key = name.KeyIsInteger
            ? new IdSpan(long.Parse(name.GrainKey, System.Globalization.CultureInfo.InvariantCulture))
            : new IdSpan(name.GrainKey);
        try
        {
            var status = new TickStatus(row.FirstTickAt.UtcDateTime, row.Period, at.UtcDateTime);
            await new GrainAddress(grainClass, key).Call(receive, (name.Name, status), CancellationToken.None);
        }
        catch (Exception exception)
        {
            silo.Log.LogError(exception, "The reminder {Reminder} failed; it comes again after its period.", name);
        }
    }

    private sealed class Alarm(ReminderRow row)
    {
        internal ReminderRow Row => row;
    }

    private sealed record GrainReminder(string ReminderName) : IGrainReminder;
}
