using System.Collections.Immutable;
using System.Text.Json;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>
/// What a lane remembers, and the rows it is kept in: one about the lane, one per place for a parked delivery, one per dead one. Whoever saves
/// must have seen the save before: a lane that lives twice throws away what it did not know better.
/// </summary>
/// <remarks>
/// A lane changes without moving (a retry, a replay), so its cursor in the store counts saves and not positions. It counts downwards from 0, since
/// the audit takes a reader with a larger number than the partition's head for one that is ahead of it.
/// </remarks>
internal sealed class LaneMemory(IObservationStore observations, IJournal journal, Guid webhookId, int partition, long startsAfter, WebhookOptions options)
{
    private static readonly byte[] Nothing = "null"u8.ToArray();

    private readonly string observer = ObserverOf(webhookId);
    private readonly string parkedSubject = $"parked {partition}";
    private readonly SortedDictionary<int, ParkedDelivery> places = [];
    private readonly DeadShelf shelf = new(observations, ObserverOf(webhookId), partition, options.DeadMax);
    private Dictionary<(string Subject, int Day), byte[]> changed = [];
    private readonly SkippedPositions skipped = new();
    private LaneRow lane = New(startsAfter);
    private LaneRow kept = New(startsAfter);
    private long saves;

    /// <summary>True when it is not known what the store holds.</summary>
    public bool IsStale { get; private set; } = true;

    public long Position => lane.Position;

    public int ParkedCount => places.Count;

    /// <summary>Changes whenever what is in memory was thrown away.</summary>
    public int Life { get; private set; }

    public bool HasRoom => ParkedCount < options.ParkedMax;

    /// <summary>When the next parked delivery is due; null for none.</summary>
    public long? NextDueAtMs => places.Count == 0 ? null : places.Values.Min(parked => parked.DueAtMs);

    /// <summary>True when something would be lost, and not only be done again.</summary>
    public bool HasChanges => changed.Count > 0 || lane with { Position = kept.Position } != kept;

    /// <summary>How far it has moved since; that would only be done again.</summary>
    public long UnkeptPositions => lane.Position - kept.Position;

    /// <summary>The name under which a webhook's rows and cursors are kept.</summary>
    public static string ObserverOf(Guid webhookId) => $"webhook {webhookId:N}";

    /// <summary>Reads everything anew when another activation has saved since, or when it is not known how a save of ours ended.</summary>
    public async Task RefreshAsync()
    {
        if (IsStale || await journal.ReadCursorAsync(observer, partition) != -saves) await ReloadAsync();
    }

    public int SkippedCount => skipped.Count;

    /// <summary>A damaged entry will not be delivered before those that come after it.</summary>
    public void StepPast(CorruptEntryException damage)
    {
        skipped.Add(damage);
        lane = lane with { Skipped = [.. skipped.All] };
    }

    /// <summary>The next few to look at whether they are repaired.</summary>
    public ImmutableArray<long> TakeSkipped(int countMax) => skipped.TakeTurn(countMax);

    public bool IsSkipped(long position) => skipped.Contains(position);

    /// <summary>It was repaired, and is parked or concerns nobody.</summary>
    public void Unskip(long position)
    {
        skipped.Remove(position);
        lane = lane with { Skipped = skipped.Count == 0 ? null : [.. skipped.All] };
    }

    public ParkedDelivery? FirstDue(long nowMs) => places.Values.Where(parked => parked.DueAtMs <= nowMs).MinBy(parked => parked.DueAtMs);

    public bool IsParked(ParkedDelivery delivery) => places.ContainsValue(delivery);

    public void MoveTo(long position) => lane = lane with { Position = Math.Max(lane.Position, position) };

    public void Delivered(long atMs) => lane = lane with { DeliveredAtMs = atMs };

    public void Failed(WebhookReceipt receipt, long atMs) => lane = lane with { FailedAtMs = atMs, LastFailure = receipt };

    public void Park(ParkedDelivery delivery) => Put(Enumerable.Range(0, options.ParkedMax).First(place => !places.ContainsKey(place)), delivery);

    public void ParkAgain(ParkedDelivery before, ParkedDelivery delivery) => Put(PlaceOf(before), delivery);

    public void Unpark(ParkedDelivery delivery)
    {
        var place = PlaceOf(delivery);
        places.Remove(place);
        changed[(parkedSubject, place)] = Nothing;
    }

    /// <summary>Gives a parked delivery up.</summary>
    public async Task BuryAsync(ParkedDelivery delivery, WebhookReceipt receipt, long nowMs)
    {
        var number = lane.DeadNumber + 1;
        var displaces = await shelf.IsTakenAsync(number);
        var letter = new DeadLetter(number, delivery.Id, partition, delivery.Position, delivery.Kind, delivery.AtMs, delivery.Attempts + 1, nowMs, receipt);
        changed[shelf.PlaceOf(number)] = LaneJson.Write(letter);
        lane = lane with { DeadNumber = number, DeadCount = lane.DeadCount + (displaces ? 0 : 1) };
        Unpark(delivery);
    }

    /// <summary>A dead delivery takes the place of a parked one that has never failed.</summary>
    public void Revive(DeadLetter letter, long nowMs)
    {
        changed[shelf.PlaceOf(letter.Number)] = Nothing;
        lane = lane with { DeadCount = Math.Max(0, lane.DeadCount - 1) };
        Park(new ParkedDelivery(letter.Id, letter.Position, letter.Kind, letter.AtMs, Attempts: 0, DueAtMs: nowMs, letter.LastFailure));
    }

    public IAsyncEnumerable<DeadLetter> DeadAsync(long before) => shelf.ReadAsync(lane.DeadNumber, before);

    /// <summary>
    /// False when another activation was faster: then memory is what that one saved. A save whose answer was lost is sent again by the store and then
    /// comes too late after itself; what is there is what was to be saved, and so it is saved.
    /// </summary>
    public async Task<bool> SaveAsync()
    {
        if (IsStale) return false;
        if (changed.Count == 0 && lane == kept) return true;
        List<Observation> rows = [.. changed.Select(row => new Observation(row.Key.Subject, row.Key.Day, row.Value)), new("lane", 0, LaneJson.Write(lane))];
        // Until the store has answered nobody knows what it holds.
        IsStale = true;
        if (!await observations.SaveObservationsAsync(observer, partition, from: -saves, to: -(saves + 1), rows))
        {
            var (mine, parked, next) = (lane, places.ToArray(), saves + 1);
            await ReloadAsync();
            var isMine = lane with { Skipped = mine.Skipped } == mine && (lane.Skipped ?? []).SequenceEqual(mine.Skipped ?? []);
            return saves == next && isMine && places.SequenceEqual(parked);
        }
        (saves, kept, changed, IsStale) = (saves + 1, lane, [], false);
        return true;
    }

    public WebhookLaneStanding Standing(long head) => new(
        partition, lane.Position, Math.Max(head, lane.Position), ParkedCount, lane.DeadCount, lane.DeliveredAtMs, lane.FailedAtMs, lane.LastFailure);

    private async Task ReloadAsync()
    {
        IsStale = true;
        // The count first: rows that are newer than it make the next save fail, and it is read again.
        var count = -await journal.ReadCursorAsync(observer, partition);
        var about = await observations.ReadObservationsAsync(observer, partition, [("lane", 0)]);
        var parked = await observations.ReadSubjectAsync(observer, parkedSubject, firstDay: 0, lastDay: options.ParkedMax - 1);
        places.Clear();
        foreach (var row in parked)
        {
            if (JsonSerializer.Deserialize(row.State.Span, LaneJson.Default.ParkedDelivery) is { } delivery) places.Add(row.Day, delivery);
        }
        lane = about is [var only]
            ? JsonSerializer.Deserialize(only.State.Span, LaneJson.Default.LaneRow)!
            : New(startsAfter);
        skipped.Replace(lane.Skipped ?? []);
        (saves, kept, changed, IsStale) = (count, lane, [], false);
        Life++;
    }

    private static LaneRow New(long startsAfter) => new(startsAfter, DeadNumber: 0, DeadCount: 0, DeliveredAtMs: 0, FailedAtMs: 0, LastFailure: null);

    private int PlaceOf(ParkedDelivery delivery) => places.First(place => place.Value == delivery).Key;

    private void Put(int place, ParkedDelivery delivery)
    {
        places[place] = delivery;
        changed[(parkedSubject, place)] = LaneJson.Write(delivery);
    }
}
