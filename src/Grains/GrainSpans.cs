using System.Diagnostics;
using Granary.Ledger;
using Span = System.Diagnostics.Activity;

namespace Granary.Grains;

/// <summary>
/// The grains' part of a trace: a command and the batch that decides it inside the caller's, a page of the feed and a webhook's delivery as traces of
/// their own. None names an owner, a key or an address, or says what was asked. Nobody listens: nothing is made.
/// </summary>
internal static class GrainSpans
{
    // What a collector keeps of one span by default.
    private const int LinksMax = 128;

    private static readonly ActivitySource Source = new("Granary");

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

    public static Span? FeedPage(int partition, long firstPosition, long lastPosition, int entries)
    {
        var span = Root("feed page");
        if (span is not { IsAllDataRequested: true }) return span;
        return span.SetTag("granary.partition", partition).SetTag("granary.position.first", firstPosition)
            .SetTag("granary.position.last", lastPosition).SetTag("granary.entries", entries);
    }

    public static Span? Credits(OwnerKind kind, CreditPush push) =>
        Source.StartActivity("grain credits")?.SetTag("granary.owner.kind", kind.ToString()).SetTag("granary.credits", push.Credits.Length);

    /// <summary>The attempt; who receives it is nobody's business.</summary>
    public static Span? Delivery(int partition) => Root("webhook delivery")?.SetTag("granary.partition", partition);

    public static void Delivered(Span? span, WebhookReceipt receipt)
    {
        if (span is not { IsAllDataRequested: true }) return;
        span.SetTag("granary.result", receipt.Result.Name());
        if (receipt.Status > 0) span.SetTag("http.response.status_code", receipt.Status);
        if (!receipt.IsDelivered) Failed(span);
    }

    // Without the exception's text, which may name whom it is about.
    public static void Failed(Span? span) => span?.SetStatus(ActivityStatusCode.Error);

    private static Span? Root(string name)
    {
        if (!Source.HasListeners()) return null;
        Span.Current = null;
        return Source.StartActivity(name);
    }
}
