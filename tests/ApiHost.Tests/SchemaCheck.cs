using System.Text.Json;

namespace Granary.ApiHost.Tests;

/// <summary>The little of JSON Schema that the document uses: references, objects without further members, arrays and types.</summary>
internal static class SchemaCheck
{
    public static void Holds(JsonElement document, JsonElement schema, JsonElement value, string where)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var name = reference.GetString()!.Split('/')[^1];
            Holds(document, document.GetProperty("components").GetProperty("schemas").GetProperty(name), value, where);
            return;
        }
        var type = schema.GetProperty("type");
        string[] types = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString()!)] : [type.GetString()!];
        Assert.True(types.Contains(TypeOf(value)), $"{where} is {TypeOf(value)}, not {type}");
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray()) Holds(document, schema.GetProperty("items"), item, $"{where}[]");
        }
        if (value.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var properties)) HoldsObject(document, schema, properties, value, where);
    }

    private static void HoldsObject(JsonElement document, JsonElement schema, JsonElement properties, JsonElement value, string where)
    {
        foreach (var member in value.EnumerateObject())
        {
            Assert.True(properties.TryGetProperty(member.Name, out var property), $"{where}.{member.Name} is not in the document");
            Holds(document, property, member.Value, $"{where}.{member.Name}");
        }
        foreach (var required in schema.GetProperty("required").EnumerateArray()) Assert.True(value.TryGetProperty(required.GetString()!, out _), $"{where}.{required} is missing");
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "integer",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Null => "null",
        _ => "undefined",
    };
}
