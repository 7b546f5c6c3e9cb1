using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Granary.ApiHost;

/// <summary>The id of a payment: 32 lower-case hex digits, as answers write it.</summary>
internal sealed class IdField(string name) : Field(name)
{
    public Guid In(BodyValues body) => (Guid)body.Slots[Index].Reference!;

    internal override FieldError? Read(ref Utf8JsonReader reader, ref Slot slot)
    {
        if (reader.TokenType != JsonTokenType.String || !JsonText.TryGet(ref reader, out var text)) return NotText(reader.TokenType);
        if (!TryParse(text, out var id)) return Wrong(Problems.InvalidId, "An id has 32 hex digits in lower case.");
        slot.Reference = id;
        return null;
    }

    internal override void AppendTo(StringBuilder text, in Slot slot) => text.Append((Guid)slot.Reference!);

    internal override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = "^[0-9a-f]{32}$" };

    /// <summary>One text for one id: upper case and dashes are refused.</summary>
    public static bool TryParse(string? text, out Guid id)
    {
        id = default;
        if (text is not { Length: 32 }) return false;
        foreach (var digit in text)
        {
            if (!char.IsAsciiHexDigitLower(digit)) return false;
        }
        return Guid.TryParseExact(text, "N", out id);
    }
}
