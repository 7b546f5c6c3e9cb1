using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Granary.ApiHost;

/// <summary>True or false.</summary>
internal sealed class FlagField(string name) : Field(name)
{
    public bool In(BodyValues body) => body.Slots[Index].Number != 0;

    internal override FieldError? Read(ref Utf8JsonReader reader, ref Slot slot)
    {
        slot.Number = reader.TokenType == JsonTokenType.True ? 1 : 0;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False ? null : Wrong(Problems.InvalidType, "The field must be true or false.");
    }

    internal override void AppendTo(StringBuilder text, in Slot slot) => text.Append(slot.Number);

    internal override JsonObject Schema() => new() { ["type"] = "boolean" };
}
