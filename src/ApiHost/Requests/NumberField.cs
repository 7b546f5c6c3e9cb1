using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Granary.ApiHost;

/// <summary>A whole number within bounds that is not money: seconds, basis points.</summary>
internal sealed class NumberField(string name, long min, long max) : Field(name)
{
    public long In(BodyValues body, long otherwise = 0) => IsIn(body) ? body.Slots[Index].Number : otherwise;

    internal override FieldError? Read(ref Utf8JsonReader reader, ref Slot slot)
    {
        if (reader.TokenType != JsonTokenType.Number) return Wrong(Problems.InvalidType, "The field must be a JSON number.");
        if (WholeNumber.TryRead(ref reader, out slot.Number) && slot.Number >= min && slot.Number <= max) return null;
        return Wrong(Problems.InvalidNumber, $"The field must be a whole number from {min} to {max}.");
    }

    internal override void AppendTo(StringBuilder text, in Slot slot) => text.Append(slot.Number);

    internal override JsonObject Schema() => new() { ["type"] = "integer", ["format"] = "int64", ["minimum"] = min, ["maximum"] = max };
}
