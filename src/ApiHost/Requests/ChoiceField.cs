using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>One name out of a closed list.</summary>
internal sealed class ChoiceField<T>(string name, ProblemKind wrong, params (string Name, T Value)[] choices) : Field(name) where T : struct, Enum
{
    private readonly byte[][] names = [.. choices.Select(choice => Encoding.UTF8.GetBytes(choice.Name))];

    public T In(BodyValues body) => choices[body.Slots[Index].Number].Value;

    internal override FieldError? Read(ref Utf8JsonReader reader, ref Slot slot)
    {
        if (reader.TokenType != JsonTokenType.String) return NotText(reader.TokenType);
        for (var i = 0; i < names.Length; i++)
        {
            if (!JsonText.Equals(ref reader, names[i])) continue;
            slot.Number = i;
            return null;
        }
        return Wrong(wrong, $"The field must be one of: {string.Join(", ", choices.Select(choice => choice.Name))}.");
    }

    internal override void AppendTo(StringBuilder text, in Slot slot) => text.Append(choices[slot.Number].Name);

    internal override JsonObject Schema() => new() { ["type"] = "string", ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice.Name)]) };
}

/// <summary>The fields whose choices the ledger knows.</summary>
internal static class Choice
{
    public static ChoiceField<Scene> OfScene(string name) =>
        new(name, Problems.InvalidScene, [.. Enum.GetValues<Scene>().Select(scene => (scene.Name(), scene))]);

    /// <summary>Every role that can be given away: the sandbox's own key is made at its first start and never again.</summary>
    public static ChoiceField<KeyRole> OfRole(string name) =>
        new(name, Problems.InvalidRole, [.. Enum.GetValues<KeyRole>().Where(role => role != KeyRole.Sandbox).Select(role => (role.Name(), role))]);
}
