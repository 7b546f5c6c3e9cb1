using System.Text;

namespace Granary.ApiHost;

/// <summary>What a body said. Fields read their own values out of it: <c>AmountMinor.In(body)</c>.</summary>
internal sealed class BodyValues(BodyShape shape)
{
    [ThreadStatic]
    private static StringBuilder? builder;

    internal readonly Slot[] Slots = new Slot[shape.Fields.Length];

    public static BodyValues None { get; } = new(BodyShape.Empty);

    /// <summary>
    /// The same text for the same values, whatever the spacing and the order of the properties. Names and not places stand before the values,
    /// so that a field added to a shape later does not change the hash of a request that lacks it.
    /// </summary>
    public string Canonical()
    {
        var text = builder ??= new StringBuilder(256);
        text.Clear();
        AppendTo(text);
        return text.ToString();
    }

    internal void AppendTo(StringBuilder text)
    {
        foreach (var field in shape.Fields)
        {
            ref readonly var slot = ref Slots[field.Index];
            if (!slot.IsSet) continue;
            text.Append(field.Name).Append('=');
            field.AppendTo(text, slot);
            text.Append(';');
        }
    }
}
