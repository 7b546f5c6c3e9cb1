using System.Collections.Immutable;
using Granary.Grains;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>How many payments a payer, a merchant or a device made or took within the last minute, ten minutes and hour.</summary>
internal static class ReadVelocity
{
    public static Operation OfOwner { get; } = new("Count an owner's payments over sliding windows", OfOwnerAsync)
    {
        Answers = [(200, "Velocity")],
        Refusals = [Outcome.OwnerUnknown],
    };

    public static Operation OfDevice { get; } = new("Count a device's payments over sliding windows", OfDeviceAsync) { Answers = [(200, "Velocity")] };

    private static async ValueTask<Reply> OfOwnerAsync(ApiCall call)
    {
        if ((await call.OwnerGrain.Read()).Status == OwnerStatus.Unknown) return call.OwnerUnknown();
        return await Answer(call, VelocitySubject.Of(call.Owner), call.Owner.ToString(), call.Owner.Number);
    }

    private static async ValueTask<Reply> OfDeviceAsync(ApiCall call)
    {
        var device = (string?)call.Http.Request.RouteValues["device"];
        if (!TextField.IsPrintable(device)) return Problems.InvalidText.With($"A device has 1 to {TextField.LengthMax} characters and no control characters.", "device");
        var key = Devices.KeyOf(call.Services.Secret, device)!.Value;
        return await Answer(call, VelocitySubject.Of(key), device!, grainKey: key.GetHashCode());
    }

    private static async ValueTask<Reply> Answer(ApiCall call, VelocitySubject subject, string id, long grainKey)
    {
        var counts = await call.Grains.GetGrain<IObservatoryGrain>(grainKey).VelocityOf(subject);
        return Reply.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, id);
            writer.WriteInstant("at"u8, call.Services.Clock.NowMs);
            writer.WriteStartArray("windows"u8);
            foreach (var count in counts)
            {
                writer.WriteStartObject();
                writer.WriteNumber("seconds"u8, count.WindowMs / 1_000);
                writer.WriteNumber("count"u8, count.PaymentCount);
                writer.WriteNumber("amountMinor"u8, count.AmountMinor);
                writer.WriteString("currency"u8, count.Asset.ToString());
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}
