using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>Where a webhook is to go, in its one form.</summary>
internal sealed class UrlField(string name, bool isSandbox) : Field(name)
{
    public string In(BodyValues body) => (string)body.Slots[Index].Reference!;

    internal override FieldError? Read(ref Utf8JsonReader reader, ref Slot slot)
    {
        if (reader.TokenType != JsonTokenType.String || !JsonText.TryGet(ref reader, out var text)) return NotText(reader.TokenType);
        if (WebhookUrl.Check(text, isSandbox, out var url) is { } wrong) return Wrong(Problems.InvalidUrl, wrong);
        slot.Reference = url!.AbsoluteUri;
        return null;
    }

    // No URL has a line break.
    internal override void AppendTo(StringBuilder text, in Slot slot) => text.Append((string)slot.Reference!).Append('\n');

    internal override JsonObject Schema() => new() { ["type"] = "string", ["format"] = "uri", ["maxLength"] = WebhookUrl.LengthMax };
}
