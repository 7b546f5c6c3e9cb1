using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>An active currency of ISO 4217 by its three letters.</summary>
internal sealed class CurrencyField(string name) : Field(name)
{
    public Asset In(BodyValues body) => new((int)body.Slots[Index].Number);

    internal override FieldError? Read(ref Utf8JsonReader reader, ref Slot slot)
    {
        if (reader.TokenType != JsonTokenType.String) return NotText(reader.TokenType);
        if (reader.ValueSpan.SequenceEqual("CNY"u8))
        {
            slot.Number = Asset.Cny.Code;
            return null;
        }
        if (!JsonText.TryGet(ref reader, out var text)) return NotText(reader.TokenType);
        if (!Asset.TryParse(text, out var asset)) return Wrong(Problems.InvalidCurrency, "The currency must be an active code of ISO 4217, such as CNY.");
        slot.Number = asset.Code;
        return null;
    }

    internal override void AppendTo(StringBuilder text, in Slot slot) => text.Append(slot.Number);

    internal override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = "^[A-Z]{3}$", ["example"] = "CNY" };
}
