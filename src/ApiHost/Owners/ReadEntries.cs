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
        var query = call.Http.Request.Query;
        if (!QueryParameter.TryReadLimit(query["limit"], out var limit))
        {
            return Problems.InvalidParameter.With($"The limit must be a whole number from 1 to {QueryParameter.LimitMax}.", "limit");
        }
        HistoryCursor? before = null;
        if ((string?)query["cursor"] is { } text && !Cursor.TryRead(call.Services.Secret, $"{call.Owner}", text, out before)) return Problems.InvalidCursor.Plain();
        var view = await call.OwnerGrain.Read();
        if (view.Status == OwnerStatus.Unknown) return call.OwnerUnknown();
        if (await call.OwnerGrain.ReadHistory(before, limit) is not { } page) return Problems.InvalidCursor.Plain();
        return Reply.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("entries"u8);
            foreach (var posted in page.Entries) EntryJson.Write(writer, posted, call.Owner);
            writer.WriteEndArray();
            if (page.Next is { } next) writer.WriteString("nextCursor"u8, Cursor.Write(call.Services.Secret, $"{call.Owner}", next));
            else writer.WriteNull("nextCursor"u8);
            writer.WriteEndObject();
        });
    }
}
