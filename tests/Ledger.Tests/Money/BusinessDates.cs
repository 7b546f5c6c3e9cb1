namespace Granary.Ledger.Tests;

public sealed class BusinessDates
{
    private static long Utc(int year, int month, int day, int hour, int minute, int second, int millisecond) =>
        new DateTimeOffset(year, month, day, hour, minute, second, millisecond, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Fact]
    public void A_business_day_begins_at_midnight_in_Shanghai()
    {
        Assert.Equal(new DateOnly(2026, 11, 11), BusinessDate.Of(Utc(2026, 11, 11, 15, 59, 59, 999)));
        Assert.Equal(new DateOnly(2026, 11, 12), BusinessDate.Of(Utc(2026, 11, 11, 16, 0, 0, 0)));
    }

    [Fact]
    public void Leap_days_and_year_ends_follow_the_calendar()
    {
        Assert.Equal(new DateOnly(2028, 2, 29), BusinessDate.Of(Utc(2028, 2, 28, 16, 0, 0, 0)));
        Assert.Equal(new DateOnly(2028, 3, 1), BusinessDate.Of(Utc(2028, 2, 29, 16, 0, 0, 0)));
        Assert.Equal(new DateOnly(2100, 3, 1), BusinessDate.Of(Utc(2100, 2, 28, 16, 0, 0, 0)));
        Assert.Equal(new DateOnly(2026, 12, 31), BusinessDate.Of(Utc(2026, 12, 31, 15, 59, 59, 999)));
        Assert.Equal(new DateOnly(2027, 1, 1), BusinessDate.Of(Utc(2026, 12, 31, 16, 0, 0, 0)));
    }

    [Fact]
    public void No_instant_is_lost_between_two_days()
    {
        for (var date = new DateOnly(1992, 1, 1); date < new DateOnly(2110, 1, 1); date = date.AddDays(1))
        {
            var startMs = BusinessDate.StartMs(date);
            Assert.Equal(date, BusinessDate.Of(startMs));
            Assert.Equal(date.AddDays(-1), BusinessDate.Of(startMs - 1));
        }
    }

    [Fact]
    public void Shanghai_has_had_no_daylight_saving_since_1992()
    {
        var shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        for (var at = new DateTime(1992, 1, 1, 0, 0, 0, DateTimeKind.Utc); at.Year < 2040; at = at.AddHours(12))
        {
            Assert.Equal(TimeSpan.FromHours(8), shanghai.GetUtcOffset(at));
        }
    }
}
