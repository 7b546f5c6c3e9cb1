using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Granary.ApiHost;

/// <summary>A list of objects of one shape, at least one. How many are too many, the ledger says.</summary>
internal sealed class ItemsField(string name, BodyShape shape, int countMax) : Field(name)
{
    public IReadOnlyList<BodyValues> In(BodyValues body) => (List<BodyValues>?)body.Slots[Index].Reference ?? [];

    internal override FieldError? Read(ref Utf8JsonReader reader, ref Slot slot)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return Wrong(Problems.InvalidType, "The field must be a JSON array.");
        var items = new List<BodyValues>();
        FieldError? first = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var values = new BodyValues(shape);
            var error = shape.Read(ref reader, values);
            first ??= error?.Under($"{Name}[{items.Count}]");
            items.Add(values);
        }
        slot.Reference = items;
        if (items.Count == 0) first = Wrong(Problems.InvalidList, "The list is empty; leave the field out instead.");
        return first;
    }

    internal override void AppendTo(StringBuilder text, in Slot slot)
    {
        var items = (List<BodyValues>)slot.Reference!;
        text.Append(items.Count).Append('[');
        foreach (var item in items) item.AppendTo(text.Append('{'));
        text.Append(']');
    }

    internal override JsonObject Schema() => new() { ["type"] = "array", ["minItems"] = 1, ["maxItems"] = countMax, ["items"] = shape.Schema() };
}
