using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;
using Span = System.Diagnostics.Activity;

namespace Granary.Grains;

/// <summary>
/// A page of the feed as a trace of its own, linked to those in which its entries were appended. Below it are only owners whom a traced entry credits:
/// else one traced payment would bring the credits of a thousand others along.
/// </summary>
internal sealed class PageTrace : IDisposable
{
    private readonly Span? span;
    private readonly HashSet<long> traced;

    private PageTrace(Span? span, IEnumerable<long> traced) => (this.span, this.traced) = (span, [.. traced]);

    /// <summary>Null when nobody listens.</summary>
    public static PageTrace? Begin(IJournal journal, int partition, ImmutableArray<PostedEntry> page)
    {
        if (!GrainSpans.IsHeard) return null;
        var traced = journal.TracesOf(partition, page[0].Position, page[^1].Position);
        return new PageTrace(GrainSpans.FeedPage(partition, page, traced), traced.Select(entry => entry.Position));
    }

    /// <summary>A page that is recorded though none of its entries is traced was drawn by lot: then all of it is told.</summary>
    public bool Tells(IEnumerable<Credit> credits) => traced.Count == 0 || credits.Any(credit => traced.Contains(credit.Position));

    public void Dispose() => span?.Dispose();
}
