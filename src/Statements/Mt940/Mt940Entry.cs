using System.Buffers;
using Granary.Ledger;
using Granary.Statements.Judging;
using Granary.Statements.Text;

namespace Granary.Statements.Mt940;

/// <summary>Field 61: <c>value date [entry date] mark [funds code] amount type reference [//bank reference] [LF details]</c>.</summary>
internal static class Mt940Entry
{
    private const int ShortDateLength = 6;
    private const int EntryDateLength = 4;
    private const int TypeLength = 4;

    private static readonly SearchValues<char> AmountLetters = SearchValues.Create("0123456789,.-+");

    /// <summary>Reads the field, or reports why it cannot be read and returns null.</summary>
    public static StatementLine? Read(Mt940Field field, Asset asset, StatementAudit audit)
    {
        var place = new Place(field.LineNumber, field.Name, IsInLine: true);
        var lineEnd = field.Text.IndexOf('\n');
        var first = lineEnd < 0 ? field.Text.AsSpan() : field.Text.AsSpan(0, lineEnd);
        if (first.Length < ShortDateLength) return Unreadable(place, first, "no value date", audit);
        if (!DateText.TryReadShort(first[..ShortDateLength], out var valueOn)) return Impossible(place, first[..ShortDateLength], audit);

        var rest = first[ShortDateLength..];
        var bookedOn = valueOn;
        if (rest.Length >= EntryDateLength && char.IsAsciiDigit(rest[0]))
        {
            if (!DateText.TryReadNear(rest[..EntryDateLength], valueOn, out bookedOn)) return Impossible(place, rest[..EntryDateLength], audit);
            rest = rest[EntryDateLength..];
        }
        // Banks that leave the entry date out often leave its four blanks in.
        rest = rest.TrimStart(' ');
        if (!TryReadMark(ref rest, out var direction, out var isReversal)) return Unreadable(place, first, "no mark C, D, RC or RD", audit);

        var amountLength = rest.IndexOfAnyExcept(AmountLetters);
        var amountText = amountLength < 0 ? rest : rest[..amountLength];
        if (!TryReadAmount(amountText, asset, place, audit, out var amountMinor)) return null;
        rest = rest[amountText.Length..];
        if (rest.Length < TypeLength || !char.IsAsciiLetterUpper(rest[0])) return Unreadable(place, first, "no type of four characters after the amount", audit);

        var references = rest[TypeLength..];
        var slashes = references.IndexOf("//");
        return new StatementLine
        {
            LineNumber = field.LineNumber,
            BookedOn = bookedOn,
            ValueOn = valueOn,
            AmountMinor = amountMinor,
            Direction = direction,
            Asset = asset,
            IsReversal = isReversal,
            TypeCode = new string(rest[..TypeLength]),
            CustomerReference = Reference(slashes < 0 ? references : references[..slashes]),
            BankReference = slashes < 0 ? null : Reference(references[(slashes + 2)..]),
            BankText = lineEnd < 0 ? null : Text(field.Text.AsSpan(lineEnd + 1)),
            DetailCount = 1,
        };
    }

    /// <summary>An amount with a decimal comma and no sign: the mark before it has the sign.</summary>
    public static bool TryReadAmount(ReadOnlySpan<char> text, Asset asset, Place place, StatementAudit audit, out long minor)
    {
        if (!audit.TryReadMoney(text, ',', asset, place, out minor)) return false;
        if (minor >= 0 && !text.StartsWith("+")) return true;
        audit.Report(StatementRules.AmountNegative, place, $"the amount {Words.Quote(text)}");
        return false;
    }

    // RC takes a credit back, so it is a debit; E marks what an interim report only expects.
    private static bool TryReadMark(ref ReadOnlySpan<char> rest, out Direction direction, out bool isReversal)
    {
        isReversal = rest.StartsWith("R");
        if (isReversal || rest.StartsWith("E")) rest = rest[1..];
        direction = default;
        if (rest.Length == 0 || rest[0] is not ('C' or 'D')) return false;
        direction = (rest[0] == 'C') != isReversal ? Direction.Credit : Direction.Debit;
        rest = rest[1..];
        // The third letter of the currency, where the bank writes it.
        if (rest.Length > 0 && char.IsAsciiLetterUpper(rest[0])) rest = rest[1..];
        return true;
    }

    // KREF+ points to the reference in field 86.
    private static string? Reference(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        return text.Length == 0 || text is "NONREF" or "KREF+" ? null : new string(text);
    }

    private static string? Text(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        return text.Length == 0 ? null : new string(text).Replace('\n', ' ');
    }

    private static StatementLine? Unreadable(Place place, ReadOnlySpan<char> text, string why, StatementAudit audit)
    {
        audit.Report(StatementRules.Mt940Unreadable, place, $"{why} in {Words.Quote(text)}");
        return null;
    }

    private static StatementLine? Impossible(Place place, ReadOnlySpan<char> text, StatementAudit audit)
    {
        audit.Report(StatementRules.DateImpossible, place, $"the date {Words.Quote(text)}");
        return null;
    }
}
