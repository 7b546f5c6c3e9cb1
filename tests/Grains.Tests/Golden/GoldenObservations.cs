using System.Globalization;
using System.Text;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Grains.Tests.Golden;

/// <summary>
/// What observers and webhooks' lanes keep in the table <c>observation</c>, always the same: every kind of row, written by today's code. A new kind
/// of row gets a scene at the end of its part.
/// </summary>
internal static class GoldenObservations
{
    internal const long Noon = 1_794_369_600_000;
    internal static readonly Guid Webhook = CommandId.HashOf("golden", "webhook");
    internal static readonly OwnerId Shop = new(OwnerKind.Merchant, 1);
    private const int Partition = 0;

    private static readonly WebhookReceipt NoAnswer = new(WebhookResult.TimedOut, Status: 0, ElapsedMs: 10_000);

    // Numbers whose differences take one byte, two and nine.
    private static readonly OwnerId Ada = new(OwnerKind.User, 1), Bob = new(OwnerKind.User, 128), Eve = new(OwnerKind.User, 1L << 55);

    /// <summary>One line a row: observer, subject, day and state.</summary>
    internal static async Task<List<string>> WriteAsync()
    {
        var journal = new ModelJournal();
        await TellLaneAsync(LaneIn(journal));
        var lines = new List<string>();
        var observer = LaneMemory.ObserverOf(Webhook);
        foreach (var subject in (string[])["lane", $"parked {Partition}", $"dead {Partition}"])
        {
            var rows = await journal.ReadSubjectAsync(observer, subject, firstDay: 0, lastDay: int.MaxValue);
            lines.AddRange(rows.OrderBy(row => row.Day).Select(row => Line(observer, row)));
        }
        lines.Add(Line(MerchantFlowGrain.Observer, new Observation(Shop.ToString(), BusinessDate.Of(Noon).DayNumber, DayOfShop().ToJson())));
        return lines;
    }

    /// <summary>The lane as it is read from such lines.</summary>
    internal static async Task<LaneMemory> ReadLaneAsync(IEnumerable<string> lines)
    {
        var journal = new ModelJournal();
        var observer = LaneMemory.ObserverOf(Webhook);
        await journal.SaveObservationsAsync(observer, Partition, from: 0, to: -1, [.. RowsOf(lines, observer)]);
        var lane = LaneIn(journal);
        await lane.RefreshAsync();
        return lane;
    }

    internal static MerchantFlow ReadDay(IEnumerable<string> lines)
    {
        var row = RowsOf(lines, MerchantFlowGrain.Observer).Single(row => row.Subject == Shop.ToString());
        return MerchantDay.Sum(DateOnly.FromDayNumber(row.Day), [MerchantDay.FromJson(row.State.Span)]);
    }

    private static async Task TellLaneAsync(LaneMemory lane)
    {
        await lane.RefreshAsync();
        lane.Delivered(Noon + 1);
        lane.MoveTo(9);
        // One that waits, two that die, one of those that comes back, and one that was delivered in the end.
        lane.Park(Parked(7, EntryKind.PaymentMade, new WebhookReceipt(WebhookResult.Refused, Status: 500, ElapsedMs: 12)));
        foreach (var position in (long[])[8, 9])
        {
            var parked = Parked(position, EntryKind.PaymentRefunded, NoAnswer);
            lane.Park(parked);
            await lane.BuryAsync(parked, NoAnswer, Noon + position);
        }
        await lane.SaveAsync();
        await foreach (var letter in lane.DeadAsync(before: 2)) lane.Revive(letter, Noon + 20);
        var delivered = Parked(6, EntryKind.PaymentMade, NoAnswer);
        lane.Park(delivered);
        lane.Unpark(delivered);
        lane.Failed(NoAnswer, Noon + 21);
        await lane.SaveAsync();
    }

    private static ParkedDelivery Parked(long position, EntryKind kind, WebhookReceipt lastFailure) => new(
        CommandId.HashOf("golden", $"{position}"), position, kind, Noon + position, Attempts: 3, DueAtMs: Noon + 30_000 + position, lastFailure);

    private static MerchantDay DayOfShop()
    {
        var day = new MerchantDay();
        foreach (var payer in (OwnerId[])[Eve, Ada, Bob, Ada])
        {
            day.Apply(Shop, Entry(payer, new UserEvent.PaymentMade(Scene.Mall, null, 0), new Transfer(Pocket.Cash, Shop, Pocket.Pending, Asset.Cny, 700)));
        }
        day.Apply(Shop, Entry(Shop, new MerchantEvent.PaymentRefunded(Webhook, From: null, 0, 50), new Transfer(Pocket.Cash, Ada, Pocket.Cash, Asset.Cny, 50)));
        return day;
    }

    private static Entry Entry(OwnerId owner, LedgerEvent happened, params Transfer[] transfers) =>
        new(owner, Sequence: 1, CommandId: Webhook, RequestHash: Webhook, Noon, happened, [.. transfers]);

    private static LaneMemory LaneIn(ModelJournal journal) => new(journal, journal, Webhook, Partition, startsAfter: 5, new WebhookOptions());

    private static string Line(string observer, Observation row) =>
        string.Create(CultureInfo.InvariantCulture, $"{observer}\t{row.Subject}\t{row.Day}\t{Encoding.UTF8.GetString(row.State.Span)}");

    private static IEnumerable<Observation> RowsOf(IEnumerable<string> lines, string observer) => lines.Select(line => line.Split('\t'))
        .Where(parts => parts[0] == observer)
        .Select(parts => new Observation(parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), Encoding.UTF8.GetBytes(parts[3])));
}
