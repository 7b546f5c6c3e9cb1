using System.Globalization;

namespace Granary.Statements.Text;

/// <summary>Dates and times as XML Schema, MT940 and our CSV write them. False means that the calendar has no such day.</summary>
internal static class DateText
{
    private const int YearMin = 1970;
    private const int YearMax = 2100;

    // Banks of this house that give no offset mean their own clocks, and those show the business calendar's time.
    private static readonly TimeSpan BusinessOffset = TimeSpan.FromHours(8);

    /// <summary><c>2026-11-11</c>, with or without an offset, which does not move the day.</summary>
    public static bool TryReadDate(ReadOnlySpan<char> text, out DateOnly date)
    {
        date = default;
        return text.Length >= 10 && TryReadDay(text[..10], out date) && TryReadOffset(text[10..], out _);
    }

    /// <summary><c>2026-11-11T08:30:00.123+08:00</c>. 24:00:00 is the beginning of the day after.</summary>
    public static bool TryReadTime(ReadOnlySpan<char> text, out DateOnly date, out DateTimeOffset time)
    {
        time = default;
        date = default;
        if (text.Length < 19 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || !TryReadDay(text[..10], out date)) return false;
        if (!TryReadDigits(text[11..13], out var hour) || !TryReadDigits(text[14..16], out var minute) || !TryReadDigits(text[17..19], out var second)) return false;
        var rest = text[19..];
        var ticks = 0L;
        if (rest.StartsWith('.'))
        {
            var length = rest[1..].IndexOfAnyExceptInRange('0', '9');
            var digits = length < 0 ? rest[1..] : rest.Slice(1, length);
            if (digits.Length == 0) return false;
            for (var i = 0; i < 7; i++) ticks = (ticks * 10) + (i < digits.Length ? digits[i] - '0' : 0);
            rest = rest[(1 + digits.Length)..];
        }
        var isEndOfDay = hour == 24 && minute == 0 && second == 0 && ticks == 0;
        if ((hour > 23 && !isEndOfDay) || minute > 59 || second > 59 || !TryReadOffset(rest, out var offset)) return false;
        var local = date.ToDateTime(TimeOnly.MinValue) + new TimeSpan(hour, minute, second) + TimeSpan.FromTicks(ticks);
        time = new DateTimeOffset(local, offset ?? BusinessOffset);
        return true;
    }

    /// <summary><c>261111</c>; MT940 has two digits for the year, and its banks mean 1980 to 2079.</summary>
    public static bool TryReadShort(ReadOnlySpan<char> text, out DateOnly date)
    {
        date = default;
        return text.Length == 6 && TryReadDigits(text[..2], out var year) && TryReadDigits(text[2..4], out var month) && TryReadDigits(text[4..], out var day) &&
            TryMake(year < 80 ? 2000 + year : 1900 + year, month, day, out date);
    }

    /// <summary><c>1231</c>, in the year that brings it nearest to <paramref name="near"/>.</summary>
    public static bool TryReadNear(ReadOnlySpan<char> text, DateOnly near, out DateOnly date)
    {
        date = default;
        if (text.Length != 4 || !TryReadDigits(text[..2], out var month) || !TryReadDigits(text[2..], out var day)) return false;
        var found = false;
        for (var year = near.Year - 1; year <= near.Year + 1; year++)
        {
            if (!TryMake(year, month, day, out var candidate)) continue;
            if (!found || Math.Abs(candidate.DayNumber - near.DayNumber) < Math.Abs(date.DayNumber - near.DayNumber)) date = candidate;
            found = true;
        }
        return found;
    }

    private static bool TryReadDay(ReadOnlySpan<char> text, out DateOnly date)
    {
        date = default;
        return text[4] == '-' && text[7] == '-' && TryReadDigits(text[..4], out var year) && TryReadDigits(text[5..7], out var month) &&
            TryReadDigits(text[8..], out var day) && TryMake(year, month, day, out date);
    }

    private static bool TryReadOffset(ReadOnlySpan<char> text, out TimeSpan? offset)
    {
        offset = null;
        if (text.Length == 0) return true;
        if (text is "Z")
        {
            offset = TimeSpan.Zero;
            return true;
        }
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':') return false;
        if (!TryReadDigits(text[1..3], out var hours) || !TryReadDigits(text[4..], out var minutes) || minutes > 59 || (hours * 60) + minutes > 14 * 60) return false;
        var size = new TimeSpan(hours, minutes, seconds: 0);
        offset = text[0] == '-' ? -size : size;
        return true;
    }

    private static bool TryMake(int year, int month, int day, out DateOnly date)
    {
        date = default;
        if (year is < YearMin or > YearMax || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        date = new DateOnly(year, month, day);
        return true;
    }

    private static bool TryReadDigits(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
