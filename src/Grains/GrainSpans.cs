using System.Collections.Immutable;
using System.Diagnostics;
using Granary.Journal;
using Granary.Ledger;
using Span = System.Diagnostics.Activity;

namespace Granary.Grains;

/// <summary>
/// The grains' part of a trace: a command and the batch that decides it inside the caller's, a page of the feed and a webhook's delivery as traces of
/// their own, linked to those in which their entries were appended. None names an owner, a key or an address, or says what was asked. Nobody listens: nothing is made.
/// </summary>
internal static class GrainSpans
{
    // What a collector keeps of one span by default.
    private const int LinksMax = 128;

    private static readonly ActivitySource Source = new("Granary");

    /// <summary>Somebody listens.</summary>
    public static bool IsHeard => Source.HasListeners();

    /// <summary>The caller's span; null when nobody listens, or nobody records this trace: then no more is made of it.</summary>
    public static Span? Caller => Source.HasListeners() && Span.Current is { Recorded: true } caller ? caller : null;

    public static Span? Command(OwnerKind kind, Command command)
    {
        var span = Source.StartActivity("grain command");
        if (span is { IsAllDataRequested: true }) span.SetTag("granary.owner.kind", kind.ToString()).SetTag("granary.command", command.GetType().Name);
        return span;
    }

    public static void Answered(Span? span, Answer answer) => span?.SetTag("granary.outcome", answer.Outcome.ToString());

    /// <summary>
    /// A batch belongs to the first of its commands that is traced, and is linked to the others'. It forgets whose command woke the book: the loop
    /// that decides goes on for others.
    /// </summary>
    public static Span? Batch(List<Waiting> batch)
    {
        if (Span.Current is not null) Span.Current = null;
        if (!Source.HasListeners() || batch.Find(waiting => waiting.Span is not null) is not { } first) return null;
        var links = batch.Where(waiting => waiting != first && waiting.Span is not null).Take(LinksMax).Select(waiting => new ActivityLink(waiting.Span!.Context));
        return Source.StartActivity("book batch", ActivityKind.Internal, first.Span!.Context, tags: null, links)?.SetTag("granary.commands", batch.Count);
    }

    /// <summary>Serves many traces, so it is in none of them.</summary>
    public static Span? FeedPage(int partition, ImmutableArray<PostedEntry> page, ImmutableArray<TracedEntry> traced)
    {
        var span = Linked("feed page", traced);
        if (span is not { IsAllDataRequested: true }) return span;
        return span.SetTag("granary.partition", partition).SetTag("granary.position.first", page[0].Position)
            .SetTag("granary.position.last", page[^1].Position).SetTag("granary.entries", page.Length);
    }

    public static Span? Credits(OwnerKind kind, CreditPush push) =>
        Source.StartActivity("grain credits")?.SetTag("granary.owner.kind", kind.ToString()).SetTag("granary.credits", push.Credits.Length);

    /// <summary>The attempt; who receives it is nobody's business.</summary>
    public static Span? Delivery(IJournal journal, int partition, PostedEntry posted) => IsHeard
        ? Linked("webhook delivery", journal.TracesOf(partition, posted.Position, posted.Position))?.SetTag("granary.partition", partition)
        : null;

    public static void Delivered(Span? span, WebhookReceipt receipt)
    {
        if (span is not { IsAllDataRequested: true }) return;
        span.SetTag("granary.result", receipt.Result.Name());
        if (receipt.Status > 0) span.SetTag("http.response.status_code", receipt.Status);
        if (!receipt.IsDelivered) Failed(span);
    }

    // Without the exception's text, which may name whom it is about.
    public static void Failed(Span? span) => span?.SetStatus(ActivityStatusCode.Error);

    // The entries of one append are in one trace, and it is linked once.
    private static Span? Linked(string name, ImmutableArray<TracedEntry> traced)
    {
        Span.Current = null;
        var links = traced.Select(entry => entry.Trace).Distinct().Take(LinksMax).Select(trace => new ActivityLink(trace));
        return Source.StartActivity(name, ActivityKind.Internal, parentContext: default, tags: null, links);
    }
}
