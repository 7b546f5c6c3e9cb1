using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Granary.ApiHost;

/// <summary>A short text for people: 1 to 64 characters, none of them a control character.</summary>
internal sealed class TextField(string name) : Field(name)
{
    public const int LengthMax = 64;

    /// <summary>Null when an optional field was left out.</summary>
    public string? In(BodyValues body) => (string?)body.Slots[Index].Reference;

    internal override FieldError? Read(ref Utf8JsonReader reader, ref Slot slot)
    {
        if (reader.TokenType != JsonTokenType.String || !JsonText.TryGet(ref reader, out var text)) return NotText(reader.TokenType);
        slot.Reference = text;
        return IsPrintable(text) ? null : Wrong(Problems.InvalidText, $"The text must have 1 to {LengthMax} characters and no control characters.");
    }

    internal override void AppendTo(StringBuilder text, in Slot slot)
    {
        // The length first: a text may hold anything, also what looks like the next field.
        var value = (string)slot.Reference!;
        text.Append(value.Length).Append(':').Append(value);
    }

    internal override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = LengthMax };

    internal static bool IsPrintable([NotNullWhen(true)] string? text)
    {
        if (text is null || text.Length is 0 or > LengthMax) return false;
        foreach (var character in text)
        {
            if (char.IsControl(character)) return false;
        }
        return true;
    }
}
