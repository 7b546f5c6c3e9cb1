namespace Granary.Ledger.Tests;

/// <summary>The edges of money arithmetic that no golden file has.</summary>
public sealed class MoneyArithmetic
{
    [Theory]
    [InlineData(Rounding.Down, 2, -2)]
    [InlineData(Rounding.Up, 3, -3)]
    [InlineData(Rounding.Floor, 2, -3)]
    [InlineData(Rounding.Ceiling, 3, -2)]
    [InlineData(Rounding.HalfEven, 2, -2)]
    [InlineData(Rounding.HalfOdd, 3, -3)]
    [InlineData(Rounding.HalfAwayFromZero, 3, -3)]
    [InlineData(Rounding.HalfTowardZero, 2, -2)]
    [InlineData(Rounding.HalfUp, 3, -2)]
    [InlineData(Rounding.HalfDown, 2, -3)]
    public void Two_and_a_half_goes_where_the_rounding_says(Rounding rounding, long positive, long negative)
    {
        Assert.Equal(positive, Ratio.Divide(5, 2, rounding));
        Assert.Equal(negative, Ratio.Divide(-5, 2, rounding));
    }

    [Fact]
    public void A_result_that_does_not_fit_is_refused_and_never_wraps()
    {
        Assert.Throws<OverflowException>(() => new Ratio(2, 1).Of(long.MaxValue, Rounding.Down));
        Assert.Equal(long.MaxValue, new Ratio(long.MaxValue, long.MaxValue).Of(long.MaxValue, Rounding.HalfEven));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ratio.Divide(1, 0, Rounding.Down));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ratio.Divide(1, -3, Rounding.Down));
    }

    [Theory]
    [InlineData(0, 60, 10_000, 60)]
    [InlineData(0, 60, 1, 1)]
    [InlineData(0, 60, 166, 1)]
    [InlineData(0, 60, 167, 2)]
    [InlineData(30, 60, 10_000, 90)]
    [InlineData(30, 60, 20, 20)]
    [InlineData(0, 0, 10_000, 0)]
    [InlineData(0, 60, 0, 0)]
    public void A_fee_is_rounded_up_and_never_eats_more_than_the_payment(long flatMinor, int basisPoints, long amountMinor, long feeMinor) =>
        Assert.Equal(feeMinor, new FeeSchedule(flatMinor, basisPoints).FeeMinor(amountMinor));

    [Fact]
    public void Nothing_is_allocated_to_nobody()
    {
        Assert.Throws<ArgumentException>(() => Allocation.ByLargestRemainder(1, []));
        Assert.Throws<ArgumentException>(() => Allocation.ByLargestRemainder(1, [0, 0]));
        Assert.Throws<ArgumentException>(() => Allocation.ByLargestRemainder(1, [2, -1]));
    }

    [Fact]
    public void The_largest_amounts_and_weights_are_allocated_without_overflow()
    {
        Assert.Equal([long.MaxValue, 0L], Allocation.ByLargestRemainder(long.MaxValue, [long.MaxValue, 0]).AsEnumerable());
        Assert.Equal([long.MinValue], Allocation.ByLargestRemainder(long.MinValue, [long.MaxValue]).AsEnumerable());
        Assert.Equal([(1L << 62), (1L << 62) - 1], Allocation.ByLargestRemainder(long.MaxValue, [long.MaxValue, long.MaxValue]).AsEnumerable());
    }

    [Fact]
    public void All_the_money_of_all_banks_fits_one_balance()
    {
        const int custodiansMax = 100;
        Assert.True((Int128)Limits.BankMinorMax * custodiansMax < long.MaxValue);
        Assert.True(Limits.AmountMinorMax < Limits.BankMinorMax);
    }

    [Theory]
    [InlineData("cny")]
    [InlineData("XAU")]
    [InlineData("XXX")]
    [InlineData("CNY ")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_currency_is_not_read_as_one(string? text) => Assert.False(Asset.TryParse(text, out _));
}
