using Granary.Grains;
using Granary.Ledger;
using Microsoft.AspNetCore.Http.Features;

namespace Granary.ApiHost;

/// <summary>Everything that is known under one name: a command, payment, hold or withdrawal, an order, a bank's reference.</summary>
internal static class Trace
{
    public static Operation Operation { get; } = new("Trace a payment, an order, a bank reference or a command", HandleAsync)
    {
        Answers = [(200, "Trace")],
    };

    private static async ValueTask<Reply> HandleAsync(ApiCall call)
    {
        var name = NameIn(call.Http);
        if (name.Length is 0 or > TextField.LengthMax || name.Any(char.IsControl)) return Problems.InvalidId.With($"A name has 1 to {TextField.LengthMax} printable characters.", "id");
        var audit = call.Grains.GetGrain<IAuditGrain>(0);
        var entries = IdField.TryParse(name, out var id) ? await audit.TraceCommand(id) : [];
        // An order may look like an id.
        if (entries.IsEmpty) entries = await audit.TraceReference(name);
        if (entries.IsEmpty) return Problems.NotFound.Plain("id");
        return Reply.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("entries"u8);
            foreach (var posted in entries) EntryJson.Write(writer, posted, reader: null);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    // Out of the raw path: the server leaves %2F alone when it decodes, and an order may well have a slash.
    private static string NameIn(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }
}
