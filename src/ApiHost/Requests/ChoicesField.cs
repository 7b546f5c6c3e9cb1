using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Granary.ApiHost;

/// <summary>Some names out of a closed list, each once, in any order.</summary>
internal sealed class ChoicesField<T>(string name, ProblemKind wrong, params (string Name, T Value)[] choices) : Field(name) where T : struct, Enum
{
    private readonly byte[][] names = [.. choices.Select(choice => Encoding.UTF8.GetBytes(choice.Name))];

    /// <summary>In the order of the list; empty when the field was left out.</summary>
    public ImmutableArray<T> In(BodyValues body) => IsIn(body) ? [.. Chosen(body.Slots[Index]).Select(place => choices[place].Value)] : [];

    internal override FieldError? Read(ref Utf8JsonReader reader, ref Slot slot)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return Wrong(Problems.InvalidType, "The field must be a JSON array.");
        var chosen = new SortedSet<int>();
        FieldError? first = null;
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            var error = ReadOne(ref reader, chosen);
            first ??= error is null ? null : error with { Param = $"{Name}[{i}]" };
            reader.Skip();
        }
        slot.Reference = chosen;
        return first ?? (chosen.Count == 0 ? Wrong(Problems.InvalidList, "The list is empty; leave the field out instead.") : null);
    }

    internal override void AppendTo(StringBuilder text, in Slot slot) => text.AppendJoin(',', Chosen(slot).Select(place => choices[place].Name));

    internal override JsonObject Schema() => new()
    {
        ["type"] = "array",
        ["minItems"] = 1,
        ["uniqueItems"] = true,
        ["items"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice.Name)]) },
    };

    private static SortedSet<int> Chosen(in Slot slot) => (SortedSet<int>)slot.Reference!;

    private FieldError? ReadOne(ref Utf8JsonReader reader, SortedSet<int> chosen)
    {
        if (reader.TokenType != JsonTokenType.String) return NotText(reader.TokenType);
        for (var place = 0; place < names.Length; place++)
        {
            if (!JsonText.Equals(ref reader, names[place])) continue;
            return chosen.Add(place) ? null : Wrong(Problems.InvalidList, "The name is there twice.");
        }
        return Wrong(wrong, $"The list may have: {string.Join(", ", choices.Select(choice => choice.Name))}.");
    }
}
