using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Granary.ApiHost;

/// <summary>A business date as <c>2026-11-22</c>.</summary>
internal sealed class DateField(string name) : Field(name)
{
    public DateOnly? In(BodyValues body) => IsIn(body) ? DateOnly.FromDayNumber((int)body.Slots[Index].Number) : null;

    internal override FieldError? Read(ref Utf8JsonReader reader, ref Slot slot)
    {
        if (reader.TokenType != JsonTokenType.String || !JsonText.TryGet(ref reader, out var text)) return NotText(reader.TokenType);
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || !IsPlausible(date))
        {
            return Wrong(Problems.InvalidDate, "A date is written as 2026-11-22 and lies between 1970 and 9000.");
        }
        slot.Number = date.DayNumber;
        return null;
    }

    internal override void AppendTo(StringBuilder text, in Slot slot) => text.Append(slot.Number);

    internal override JsonObject Schema() => new() { ["type"] = "string", ["format"] = "date" };

    // The ledger adds and subtracts days; at the ends of the calendar that would overflow.
    internal static bool IsPlausible(DateOnly date) => date.Year is >= 1970 and < 9000;
}
