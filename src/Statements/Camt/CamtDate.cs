using Granary.Statements.Text;

namespace Granary.Statements.Camt;

/// <summary>The day of a date or of a time, as the bank wrote it: an offset does not move it.</summary>
internal static class CamtDate
{
    public static DateOnly? Read(ReadOnlySpan<char> text)
    {
        text = CamtValue.Collapse(text);
        if (DateText.TryReadDate(text, out var date)) return date;
        return DateText.TryReadTime(text, out date, out _) ? date : null;
    }
}
