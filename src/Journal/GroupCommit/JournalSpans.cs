using System.Diagnostics;

namespace Granary.Journal.GroupCommit;

/// <summary>
/// The journal's part of a trace. An append is a span of whoever asks for it; a batch serves many traces, so it is a trace of its own that is linked
/// to those appends. Neither names an owner or says what was written. Nobody listens: nothing is made.
/// </summary>
internal static class JournalSpans
{
    // What a collector keeps of one span by default.
    private const int LinksMax = 128;

    private static readonly ActivitySource Source = new("Granary");

    /// <summary>Somebody listens, and the caller is part of a trace that is recorded; no append begins one.</summary>
    internal static bool IsTraced => Source.HasListeners() && Activity.Current is { Recorded: true };

    internal static Activity? Append(int partition, PendingAppend append)
    {
        var span = Source.StartActivity("journal append");
        if (span is { IsAllDataRequested: true }) span.SetTag("granary.partition", partition).SetTag("granary.rows", append.RowCount);
        return span;
    }

    internal static void Ended(Activity? span, AppendResult result) => span?.SetTag("granary.result", result switch
    {
        AppendResult.Appended => "appended",
        AppendResult.Duplicate => "duplicate",
        AppendResult.Fenced => "fenced",
        AppendResult.Unknown => "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(result), result.GetType().Name, "not a way in which an append ends"),
    });

    /// <summary>Null also when none of its appends is traced: then nobody would find it.</summary>
    internal static Activity? Batch(int partition, List<QueuedAppend> batch)
    {
        if (!Source.HasListeners()) return null;
        ActivityLink[] links = [.. batch.Where(queued => queued.Span is not null).Take(LinksMax).Select(queued => new ActivityLink(queued.Span!.Context))];
        if (links.Length == 0) return null;
        var span = Source.StartActivity("journal batch", ActivityKind.Internal, parentContext: default, tags: null, links);
        if (span is not { IsAllDataRequested: true }) return span;
        return span.SetTag("granary.partition", partition).SetTag("granary.appends", batch.Count).SetTag("granary.rows", batch.Sum(queued => queued.Append.RowCount));
    }

    /// <summary>In which recorded traces the entries of a batch were appended, for whoever reads them next.</summary>
    internal static IReadOnlyList<TracedEntry> TracesOf(List<QueuedAppend> batch, IReadOnlyList<AppendResult> results)
    {
        if (!batch.Exists(static queued => queued.Span is not null)) return [];
        return
        [
            .. batch.Zip(results).Where(pair => pair.First.Span is { Recorded: true }).SelectMany(pair =>
                pair.Second is AppendResult.Appended appended ? appended.Entries.Select(posted => new TracedEntry(posted.Position, pair.First.Span!.Context)) : []),
        ];
    }

    internal static void Failed(Activity? span) => span?.SetStatus(ActivityStatusCode.Error);
}
