namespace Granary.Ledger;

/// <summary>The business calendar: Asia/Shanghai, which has been UTC+8 without daylight saving since 1992.</summary>
public static class BusinessDate
{
    private const long OffsetMs = 8L * 60 * 60 * 1000;
    private const long DayMs = 24L * 60 * 60 * 1000;
    private static readonly int UnixEpochDay = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>The business date of an instant in milliseconds since 1970 UTC.</summary>
    public static DateOnly Of(long atMs) => DateOnly.FromDayNumber(UnixEpochDay + (int)Math.DivRem(atMs + OffsetMs, DayMs).Quotient);

    /// <summary>The instant at which the date begins, in milliseconds since 1970 UTC.</summary>
    public static long StartMs(DateOnly date) => ((date.DayNumber - UnixEpochDay) * DayMs) - OffsetMs;
}
