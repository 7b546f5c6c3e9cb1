using Granary.Statements.Text;

namespace Granary.Statements.Camt;

/// <summary>Whether a text has the form that the schema gives it.</summary>
internal static class CamtValue
{
    private const int AmountDecimalsMax = 5;
    private const int DecimalsMax = 17;

    /// <returns>The rule that the text breaks, or null.</returns>
    public static StatementRule? Judge(CamtText form, ReadOnlySpan<char> text) => form switch
    {
        CamtText.Text4 => HasLength(text, 4),
        CamtText.Text34 => HasLength(text, 34),
        CamtText.Text35 => HasLength(text, 35),
        CamtText.Text70 => HasLength(text, 70),
        CamtText.Text140 => HasLength(text, 140),
        CamtText.Text500 => HasLength(text, 500),
        CamtText.Number => TryReadNumber(text, out _) ? null : StatementRules.CamtValue,
        CamtText.Count => IsDigits(text, 15),
        CamtText.Page => IsDigits(text, 5),
        CamtText.Decimal => JudgeDecimal(text, DecimalsMax, isSigned: true),
        CamtText.Positive => JudgeDecimal(text, DecimalsMax, isSigned: false),
        CamtText.Amount => JudgeDecimal(text, AmountDecimalsMax, isSigned: false),
        CamtText.Currency => text.Length == 3 && !text.ContainsAnyExceptInRange('A', 'Z') ? null : StatementRules.CamtValue,
        CamtText.Direction => text is "CRDT" or "DBIT" ? null : StatementRules.CamtValue,
        CamtText.BalanceCode => text is "XPCD" or "OPAV" or "ITAV" or "CLAV" or "FWAV" or "CLBD" or "ITBD" or "OPBD" or "PRCD" or "INFO" ? null : StatementRules.CamtValue,
        CamtText.CopyCode => text is "CODU" or "COPY" or "DUPL" ? null : StatementRules.CamtValue,
        CamtText.Status => text is "BOOK" or "PDNG" or "INFO" ? null : StatementRules.CamtValue,
        CamtText.Iban => IsIban(text) ? null : StatementRules.CamtValue,
        CamtText.Date => DateText.TryReadDate(Collapse(text), out _) ? null : StatementRules.DateImpossible,
        CamtText.Time => DateText.TryReadTime(Collapse(text), out _, out _) ? null : StatementRules.DateImpossible,
        CamtText.Boolean => Collapse(text) is "true" or "false" or "1" or "0" ? null : StatementRules.CamtValue,
        CamtText.None or CamtText.Any => null,
    };

    /// <summary>XML Schema's numbers and dates may have blanks around them, its texts may not.</summary>
    public static ReadOnlySpan<char> Collapse(ReadOnlySpan<char> text) => text.Trim(" \t\r\n");

    /// <summary>A whole number of at most 18 digits; XML Schema also allows a sign and <c>.0</c>.</summary>
    public static bool TryReadNumber(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        text = Collapse(text);
        return AmountText.Read(text, '.', out var amount) is null && amount.ToMinor(scale: 0, out number) is null;
    }

    private static StatementRule? JudgeDecimal(ReadOnlySpan<char> text, int decimalsMax, bool isSigned)
    {
        if (AmountText.Read(Collapse(text), '.', out var amount) is { } broken) return broken;
        if (amount.IsNegative && !isSigned) return StatementRules.AmountNegative;
        return amount.Scale > decimalsMax ? StatementRules.AmountDecimals : null;
    }

    private static StatementRule? HasLength(ReadOnlySpan<char> text, int max) => text.Length >= 1 && text.Length <= max ? null : StatementRules.CamtValue;

    private static StatementRule? IsDigits(ReadOnlySpan<char> text, int max) =>
        text.Length >= 1 && text.Length <= max && !text.ContainsAnyExceptInRange('0', '9') ? null : StatementRules.CamtValue;

    private static bool IsIban(ReadOnlySpan<char> text)
    {
        if (text.Length is < 5 or > 34 || text[..2].ContainsAnyExceptInRange('A', 'Z') || text[2..4].ContainsAnyExceptInRange('0', '9')) return false;
        foreach (var letter in text[4..])
        {
            if (!char.IsAsciiLetterOrDigit(letter)) return false;
        }
        return true;
    }
}
