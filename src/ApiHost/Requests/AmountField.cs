using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Granary.ApiHost;

/// <summary>An amount in minor units: a positive whole number of JSON. What is too much, the ledger says.</summary>
internal sealed class AmountField(string name) : Field(name)
{
    public long In(BodyValues body) => body.Slots[Index].Number;

    internal override FieldError? Read(ref Utf8JsonReader reader, ref Slot slot)
    {
        if (reader.TokenType != JsonTokenType.Number) return Wrong(Problems.InvalidType, "An amount is a JSON number of minor units.");
        if (WholeNumber.TryRead(ref reader, out slot.Number) && slot.Number > 0) return null;
        return Wrong(Problems.InvalidAmount, "An amount is a positive whole number of minor units, without point or exponent.");
    }

    internal override void AppendTo(StringBuilder text, in Slot slot) => text.Append(slot.Number);

    internal override JsonObject Schema() => new()
    {
        ["type"] = "integer",
        ["format"] = "int64",
        ["minimum"] = 1,
        ["maximum"] = Ledger.Limits.AmountMinorMax,
        ["description"] = "Minor units.",
    };
}
