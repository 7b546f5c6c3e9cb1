namespace Granary.Ledger;

/// <summary>A share of an amount as an exact fraction. No floating point touches money.</summary>
/// <param name="Numerator">Any sign.</param>
/// <param name="Denominator">Positive.</param>
public readonly record struct Ratio(long Numerator, long Denominator)
{
    public static Ratio OfBasisPoints(int basisPoints) => new(basisPoints, 10_000);

    /// <summary><c>amountMinor * Numerator / Denominator</c>, rounded as said.</summary>
    /// <exception cref="OverflowException">The result does not fit a <c>long</c>.</exception>
    public long Of(long amountMinor, Rounding rounding) => checked((long)Divide((Int128)amountMinor * Numerator, Denominator, rounding));

    /// <summary>An integer quotient with the rounding named.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The divisor is not positive.</exception>
    public static Int128 Divide(Int128 dividend, Int128 divisor, Rounding rounding)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(divisor, Int128.One);
        var (quotient, remainder) = Int128.DivRem(dividend, divisor);
        if (remainder == 0) return quotient;
        var away = Int128.Sign(remainder);
        var twice = Int128.Abs(remainder) * 2;
        return AwayFromZero(rounding, negative: away < 0, tie: twice == divisor, pastHalf: twice > divisor, Int128.IsEvenInteger(quotient))
            ? quotient + away
            : quotient;
    }

    private static bool AwayFromZero(Rounding rounding, bool negative, bool tie, bool pastHalf, bool isEven) => rounding switch
    {
        Rounding.Down => false,
        Rounding.Up => true,
        Rounding.Floor => negative,
        Rounding.Ceiling => !negative,
        Rounding.HalfEven => pastHalf || (tie && !isEven),
        Rounding.HalfOdd => pastHalf || (tie && isEven),
        Rounding.HalfAwayFromZero => pastHalf || tie,
        Rounding.HalfTowardZero => pastHalf,
        Rounding.HalfUp => pastHalf || (tie && !negative),
        Rounding.HalfDown => pastHalf || (tie && negative),
    };
}
