using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>The entries that debit or credit an owner, newest first, a page at a time.</summary>
internal static class ReadEntries
{
    public static Operation Operation { get; } = new("Read an owner's entries, newest first", Handle)
    {
        Query = [QueryParameter.Cursor, QueryParameter.Limit],
        Answers = [(200, "EntryPage")],
        Refusals = [Outcome.OwnerUnknown],
    };

    private static async ValueTask<Reply> Handle(ApiCall call)
    {
        if (PageAsked.Read(call, $"{call.Owner}", out var asked) is { } wrong) return wrong;
        var view = await call.OwnerGrain.Read();
        if (view.Status == OwnerStatus.Unknown) return call.OwnerUnknown();
        if (await call.OwnerGrain.ReadHistory(asked.Before, asked.CountMax) is not { } page) return Problems.InvalidCursor.Plain();
        return Reply.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("entries"u8);
            foreach (var posted in page.Entries) EntryJson.Write(writer, posted, call.Owner);
            writer.WriteEndArray();
            asked.WriteNext(writer, call, page.Next);
            writer.WriteEndObject();
        });
    }
}
