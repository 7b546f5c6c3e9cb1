namespace Granary.Statements.Text;

/// <summary>A decimal as written: <c>Digits / 10^Scale</c>, zeros at the end taken off. At most 18 digits, as ISO 20022 has them.</summary>
internal readonly record struct AmountText(long Digits, int Scale, bool IsNegative)
{
    private const int DigitsMax = 18;

    private static readonly long[] PowersOfTen = [.. Enumerable.Range(0, DigitsMax + 1).Select(power => Power(power))];

    public static AmountText Zero { get; }

    /// <summary>Reads optional sign, digits and at most one mark; anything else, a thousands separator above all, is no number.</summary>
    /// <returns>The rule that it breaks, or null.</returns>
    public static StatementRule? Read(ReadOnlySpan<char> text, char mark, out AmountText amount)
    {
        amount = Zero;
        var isNegative = text.StartsWith('-');
        if (isNegative || text.StartsWith('+')) text = text[1..];
        var markAt = text.IndexOf(mark);
        var whole = markAt < 0 ? text : text[..markAt];
        var fraction = markAt < 0 ? [] : text[(markAt + 1)..].TrimEnd('0');
        if (whole.Length == 0 && (markAt < 0 || text.Length == 1)) return StatementRules.AmountNotANumber;
        if (!AllDigits(whole) || !AllDigits(fraction)) return StatementRules.AmountNotANumber;
        whole = whole.TrimStart('0');
        if (whole.Length + fraction.Length > DigitsMax) return fraction.Length > DigitsMax - 1 ? StatementRules.AmountDecimals : StatementRules.AmountOverflow;

        var digits = 0L;
        foreach (var digit in whole) digits = (digits * 10) + (digit - '0');
        foreach (var digit in fraction) digits = (digits * 10) + (digit - '0');
        amount = new AmountText(digits, fraction.Length, isNegative && digits > 0);
        return null;
    }

    /// <summary>The amount in units of <paramref name="scale"/> decimals, with its sign.</summary>
    /// <returns>The rule that it breaks, or null.</returns>
    public StatementRule? ToMinor(int scale, out long minor)
    {
        minor = 0;
        if (Scale > scale) return StatementRules.AmountDecimals;
        var scaled = (Int128)Digits * PowersOfTen[scale - Scale];
        if (scaled >= PowersOfTen[DigitsMax]) return StatementRules.AmountOverflow;
        minor = IsNegative ? -(long)scaled : (long)scaled;
        return null;
    }

    private static bool AllDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static long Power(int exponent)
    {
        var power = 1L;
        for (; exponent > 0; exponent--) power *= 10;
        return power;
    }
}
