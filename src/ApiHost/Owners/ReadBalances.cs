using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>An owner's balances, now or after everything that had happened at a past instant.</summary>
internal static class ReadBalances
{
    public static Operation Operation { get; } = new("Read an owner's balances", Handle)
    {
        Query = [QueryParameter.At],
        Answers = [(200, "Balances")],
        Refusals = [Outcome.OwnerUnknown],
    };

    private static async ValueTask<Reply> Handle(ApiCall call)
    {
        var nowMs = call.Services.Clock.NowMs;
        var atMs = nowMs;
        var text = (string?)call.Http.Request.Query["at"];
        if (text is not null && (!QueryParameter.TryReadInstant(text, out atMs) || atMs > nowMs))
        {
            return Problems.InvalidParameter.With("The instant must be RFC 3339, such as 2026-11-22T12:00:00Z, and not in the future.", "at");
        }
        var view = await call.OwnerGrain.Read();
        if (view.Status == OwnerStatus.Unknown) return call.OwnerUnknown();
        var balances = text is null ? view.Balances : await call.OwnerGrain.ReadAt(atMs);
        return Reply.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteOwner("id"u8, call.Owner);
            writer.WriteInstant("at"u8, atMs);
            OwnerAnswers.WriteBalances(writer, balances);
            writer.WriteEndObject();
        });
    }
}
