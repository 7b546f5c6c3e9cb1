using System.Text.Json;
using Granary.Journal;

namespace Granary.Grains;

/// <summary>The places of dead deliveries: as many as may be kept, used round and round.</summary>
internal sealed class DeadShelf(IObservationStore observations, string observer, int partition, int countMax)
{
    private const int ReadAtATime = 500;

    private readonly string subject = $"dead {partition}";

    public (string Subject, int Day) PlaceOf(long number) => (subject, (int)(number % countMax));

    /// <summary>Whether a delivery still lies where this one is to go.</summary>
    public async Task<bool> IsTakenAsync(long number)
    {
        if (number <= countMax) return false;
        var rows = await observations.ReadObservationsAsync(observer, partition, [PlaceOf(number)]);
        return rows is [var row] && Read(row) is not null;
    }

    /// <summary>The deliveries that still lie there with numbers below <paramref name="before"/>, newest first.</summary>
    public async IAsyncEnumerable<DeadLetter> ReadAsync(long newest, long before)
    {
        var oldest = Math.Max(1, newest - countMax + 1);
        for (var to = Math.Min(newest, before - 1); to >= oldest; to -= ReadAtATime)
        {
            var from = Math.Max(oldest, to - ReadAtATime + 1);
            foreach (var letter in await ReadRangeAsync(from, to)) yield return letter;
        }
    }

    private async Task<IEnumerable<DeadLetter>> ReadRangeAsync(long from, long to)
    {
        var (first, last) = (PlaceOf(from).Day, PlaceOf(to).Day);
        var rows = first <= last && to - from < countMax
            ? await observations.ReadSubjectAsync(observer, subject, first, last)
            : (await observations.ReadSubjectAsync(observer, subject, first, countMax - 1)).AddRange(
                await observations.ReadSubjectAsync(observer, subject, 0, last));
        // Whatever lies there under another number was put there since.
        return rows.Select(Read).OfType<DeadLetter>().Where(letter => letter.Number >= from && letter.Number <= to).OrderByDescending(letter => letter.Number);
    }

    private static DeadLetter? Read(Observation row) => JsonSerializer.Deserialize(row.State.Span, LaneJson.Default.DeadLetter);
}
