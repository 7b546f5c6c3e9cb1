using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Granary.ApiHost;

/// <summary>One field of a body: its name, what it accepts, and how it is documented. A field belongs to one shape.</summary>
internal abstract class Field(string name)
{
    public string Name { get; } = name;

    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    public bool IsRequired { get; init; } = true;

    internal int Index { get; set; }

    public bool IsIn(BodyValues body) => body.Slots[Index].IsSet;

    /// <summary>Reads the value at the reader. Leaves an unexpected object or array to the caller.</summary>
    internal abstract FieldError? Read(ref Utf8JsonReader reader, ref Slot slot);

    /// <summary>The value in one form only; see <see cref="BodyValues.Canonical"/>.</summary>
    internal abstract void AppendTo(StringBuilder text, in Slot slot);

    internal abstract JsonObject Schema();

    protected FieldError Wrong(ProblemKind kind, string detail) => new(kind, Name, detail);

    /// <summary>A string that could not be read: not a string at all, or half a character.</summary>
    protected FieldError NotText(JsonTokenType token) => token == JsonTokenType.String
        ? Wrong(Problems.InvalidText, "The text holds half a character.")
        : Wrong(Problems.InvalidType, "The field must be a JSON string.");
}
