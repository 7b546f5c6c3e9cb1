using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Granary.Grains;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>A merchant's sales, refunds and different payers, day by day.</summary>
internal static class ReadFlow
{
    private const int DaysMax = 366, DaysDefault = 30;

    public static Operation Operation { get; } = new("Read a merchant's sales, refunds and payers by business date", HandleAsync)
    {
        Query = [QueryParameter.From, QueryParameter.To],
        Answers = [(200, "Flow")],
        Refusals = [Outcome.OwnerUnknown],
    };

    private static async ValueTask<Reply> HandleAsync(ApiCall call)
    {
        var query = call.Http.Request.Query;
        var to = BusinessDate.Of(call.Services.Clock.NowMs);
        if ((string?)query["to"] is { } toText && !QueryParameter.TryReadDate(toText, out to)) return Wrong("to");
        var from = to.AddDays(1 - DaysDefault);
        if ((string?)query["from"] is { } fromText && !QueryParameter.TryReadDate(fromText, out from)) return Wrong("from");
        if (from > to || to.DayNumber - from.DayNumber >= DaysMax) return Wrong("from");
        if ((await call.Merchant.Read()).Status == OwnerStatus.Unknown) return call.OwnerUnknown();
        var flows = await call.Grains.GetGrain<IObservatoryGrain>(call.Owner.Number).FlowOf(call.Owner, from, to);
        return Reply.Ok(writer => Write(writer, call.Owner, flows));
    }

    private static Problem Wrong(string param) =>
        Problems.InvalidParameter.With($"Dates are written as 2026-11-22; from is not after to, and at most {DaysMax} days.", param);

    private static void Write(Utf8JsonWriter writer, OwnerId merchant, ImmutableArray<MerchantFlow> flows)
    {
        writer.WriteStartObject();
        writer.WriteOwner("id"u8, merchant);
        writer.WriteStartArray("days"u8);
        foreach (var flow in flows)
        {
            writer.WriteStartObject();
            writer.WriteString("date"u8, flow.Date.ToString("O", CultureInfo.InvariantCulture));
            writer.WriteNumber("payers"u8, flow.PayerCount);
            writer.WriteStartArray("turnovers"u8);
            foreach (var turnover in flow.Turnovers) Write(writer, turnover);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, MerchantTurnover turnover)
    {
        writer.WriteStartObject();
        writer.WriteString("currency"u8, turnover.Asset.ToString());
        writer.WriteNumber("sales"u8, turnover.SaleCount);
        WriteSum(writer, "salesMinor"u8, turnover.SalesMinor);
        writer.WriteNumber("refunds"u8, turnover.RefundCount);
        WriteSum(writer, "refundsMinor"u8, turnover.RefundsMinor);
        writer.WriteEndObject();
    }

    // A sum of amounts may exceed 64 bits.
    private static void WriteSum(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Int128 sumMinor)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(sumMinor.ToString(CultureInfo.InvariantCulture));
    }
}
