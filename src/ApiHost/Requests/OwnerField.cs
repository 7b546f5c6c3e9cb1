using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>An owner: its full text <c>user-1001</c>, or the bare number where the field says the kind.</summary>
/// <param name="kind">Null when owners of several kinds may stand here; then only the full text will do.</param>
internal sealed class OwnerField(string name, OwnerKind? kind) : Field(name)
{
    public OwnerId In(BodyValues body) => new(body.Slots[Index].Number);

    public OwnerId? FindIn(BodyValues body) => IsIn(body) ? In(body) : null;

    internal override FieldError? Read(ref Utf8JsonReader reader, ref Slot slot)
    {
        if (reader.TokenType != JsonTokenType.String || !JsonText.TryGet(ref reader, out var text)) return NotText(reader.TokenType);
        if (OwnerText.TryParse(text, kind, out var owner))
        {
            slot.Number = owner.Packed;
            return null;
        }
        return Wrong(Problems.InvalidOwner, kind is { } only ? $"The owner must be a {OwnerText.NameOf(only)}, such as {OwnerText.Example(only)}." : "The owner must be written as merchant-2, platform-1 or insurer-3.");
    }

    internal override void AppendTo(StringBuilder text, in Slot slot) => text.Append(slot.Number);

    internal override JsonObject Schema() => new()
    {
        ["type"] = "string",
        ["example"] = OwnerText.Example(kind ?? OwnerKind.Merchant),
    };
}
