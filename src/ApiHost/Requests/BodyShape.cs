using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Granary.ApiHost;

/// <summary>
/// The fields of a request body, in one table: it reads the body in one pass without a document or an exception, and it is the schema in the
/// OpenAPI document. Malformed JSON wins over everything; then the first wrong field in the order of the body; then what is missing, in the
/// order of the table.
/// </summary>
internal sealed class BodyShape
{
    public const int DepthMax = 16;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = DepthMax };

    public BodyShape(params ReadOnlySpan<Field> fields)
    {
        Fields = fields.ToArray();
        for (var i = 0; i < Fields.Length; i++) Fields[i].Index = i;
    }

    public static BodyShape Empty { get; } = new();

    public Field[] Fields { get; }

    /// <summary>True when <c>{}</c> says enough, so that the request may also come without a body.</summary>
    public bool MayBeEmpty => !Fields.Any(one => one.IsRequired);

    /// <summary>Reads one whole document.</summary>
    public FieldError? Parse(ReadOnlySpan<byte> json, out BodyValues values)
    {
        values = new BodyValues(this);
        if (!Utf8.IsValid(json)) return NotUtf8;
        var reader = new Utf8JsonReader(json, Strict);
        try
        {
            reader.Read();
            var error = Read(ref reader, values);
            // One read more: whatever follows the document is malformed.
            reader.Read();
            return error;
        }
        catch (JsonException)
        {
            return Malformed;
        }
    }

    /// <summary>Reads a whole document that is an array of this shape; the errors of an item stay with the item.</summary>
    public FieldError? ParseArray(ReadOnlySpan<byte> json, int countMax, List<(BodyValues Values, FieldError? Error)> items)
    {
        if (!Utf8.IsValid(json)) return NotUtf8;
        var reader = new Utf8JsonReader(json, Strict);
        try
        {
            reader.Read();
            var isArray = reader.TokenType == JsonTokenType.StartArray;
            while (isArray && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var values = new BodyValues(this);
                var error = Read(ref reader, values);
                // Beyond the limit the rest is only checked to be JSON: nobody may make us remember it.
                if (items.Count <= countMax) items.Add((values, error));
            }
            if (!isArray) reader.Skip();
            reader.Read();
            return isArray ? null : new FieldError(Problems.InvalidType, Param: null, "The body must be a JSON array.");
        }
        catch (JsonException)
        {
            return Malformed;
        }
    }

    /// <summary>Reads the value at the reader, an object of this shape, and leaves the reader at its end.</summary>
    internal FieldError? Read(ref Utf8JsonReader reader, BodyValues values)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return new FieldError(Problems.InvalidType, Param: null, "A JSON object is expected here.");
        }
        FieldError? first = null;
        var next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Find(ref reader, ref next) is not { } field)
            {
                var name = JsonText.NameOf(ref reader);
                first ??= new FieldError(Problems.UnknownField, name, "This request has no such field.");
                reader.Skip();
                continue;
            }
            reader.Read();
            var error = ReadOnce(ref reader, field, ref values.Slots[field.Index]);
            first ??= error;
            // A field that did not expect an object or an array leaves it to be passed over.
            reader.Skip();
        }
        return first ?? Missing(values);
    }

    private static FieldError? ReadOnce(ref Utf8JsonReader reader, Field field, ref Slot slot)
    {
        if (slot.IsSet) return new FieldError(Problems.DuplicateProperty, field.Name, "The field is there twice.");
        slot.IsSet = true;
        return field.Read(ref reader, ref slot);
    }

    // Most clients send the fields in the documented order, so the next one is tried first.
    private Field? Find(ref Utf8JsonReader reader, ref int next)
    {
        for (var i = 0; i < Fields.Length; i++)
        {
            var place = next + i < Fields.Length ? next + i : next + i - Fields.Length;
            if (!JsonText.Equals(ref reader, Fields[place].Utf8Name)) continue;
            next = place + 1;
            return Fields[place];
        }
        return null;
    }

    private FieldError? Missing(BodyValues values)
    {
        foreach (var field in Fields)
        {
            if (field.IsRequired && !values.Slots[field.Index].IsSet) return new FieldError(Problems.MissingField, field.Name, "The field is required.");
        }
        return null;
    }

    internal JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray([.. Fields.Where(field => field.IsRequired).Select(field => (JsonNode)field.Name)]),
        ["properties"] = new JsonObject(Fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Schema()))),
    };

    private static FieldError NotUtf8 => new(Problems.MalformedJson, Param: null, "The body is not UTF-8.");

    private static FieldError Malformed => new(
        Problems.MalformedJson, Param: null, $"The body is not one JSON document of at most {DepthMax} levels, without a byte order mark.");
}
