using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>A page of the feed in pieces that a stream takes: it refuses a message of a megabyte, and what was queued with it.</summary>
internal static class ActivityBatches
{
    private const long BytesMax = 512 << 10;

    // More than an entry weighs on its way: ids, references and the body, and each of its transfers.
    private const long EntryBytes = 512, TransferBytes = 48;

    public static IEnumerable<ImmutableArray<Activity>> Of(ImmutableArray<PostedEntry> page)
    {
        var piece = ImmutableArray.CreateBuilder<Activity>();
        var bytes = 0L;
        foreach (var posted in page)
        {
            var weight = EntryBytes + (TransferBytes * posted.Entry.Transfers.Length);
            if (piece.Count > 0 && bytes + weight > BytesMax)
            {
                yield return piece.DrainToImmutable();
                bytes = 0;
            }
            piece.Add(new Activity(posted));
            bytes += weight;
        }
        if (piece.Count > 0) yield return piece.DrainToImmutable();
    }
}
