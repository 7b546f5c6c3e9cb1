using System.Globalization;
using Granary.Ledger;
using Granary.Statements.Judging;
using Granary.Statements.Text;

namespace Granary.Statements.Mt940;

/// <summary>One message: the head, the lines one by one, the closing balances.</summary>
internal sealed class Mt940Message
{
    private readonly StatementAudit audit;
    private readonly int lineNumber;
    private readonly HashSet<string> tags = [];
    private readonly List<StatementBalance> further = [];
    private StatementOpened head;
    private StatementBalance? closing;
    private bool isContinued;
    private bool isOpened;
    private StatementSummary summary = new();
    private Asset? floorAsset;
    private StatementLine? line;
    private bool isLineOpen;
    private bool isLineSpoiled;

    public Mt940Message(StatementAudit audit, int lineNumber)
    {
        (this.audit, this.lineNumber) = (audit, lineNumber);
        head = new StatementOpened { Format = StatementFormat.Mt940, Account = "", LineNumber = lineNumber };
        audit.Begin(lineNumber);
    }

    public bool HasReference => tags.Contains("20");

    private Asset? Asset => (head.Opening ?? closing)?.Asset ?? floorAsset;

    /// <summary>A field begins, so that what is wrong in it from now on is known to be inside a line or not.</summary>
    public void Begin(string tag)
    {
        if (tag == "61")
        {
            EndLine();
            isLineOpen = true;
        }
        else if (tag != "86") EndLine();
    }

    /// <summary>True when the field is part of a line, which then will not leave.</summary>
    public bool SpoilLine(string? tag)
    {
        if (!isLineOpen || tag is not ("61" or "86")) return false;
        isLineSpoiled = true;
        return true;
    }

    public void Take(Mt940Field field)
    {
        switch (field.Tag)
        {
            case "20" or "25" or "28" or "28C" or "60F" or "60M":
                TakeHead(field);
                break;
            case "61":
                TakeLine(field);
                break;
            case "86":
                TakeDetails(field);
                break;
            case "62F" or "62M":
                TakeClosing(field);
                break;
            case "64" or "65":
                if (ReadBalance(field, field.Tag == "64" ? "CLAV" : "FWAV") is { } balance) further.Add(balance);
                break;
            case "34F" or "13D" or "90C" or "90D":
                TakeInterim(field);
                break;
            case "21":
                break;
            default:
                audit.Report(StatementRules.Mt940Unexpected, PlaceOf(field), $"a field {field.Name}, which MT940 has not");
                break;
        }
    }

    public void End(int lastLine)
    {
        EndLine();
        OpenOnce();
        foreach (var (tag, field) in new[] { ("20", ":20:"), ("25", ":25:"), ("28", ":28C:") })
        {
            if (!tags.Contains(tag)) audit.Report(StatementRules.Mt940Missing, new Place(lineNumber, field), "the message has no such field");
        }
        audit.Close(new StatementClosed { LineNumber = lastLine, Closing = closing, IsContinued = isContinued, FurtherBalances = [.. further], Summary = summary });
    }

    private void TakeHead(Mt940Field field)
    {
        if (isOpened)
        {
            audit.Report(StatementRules.Mt940Unexpected, PlaceOf(field), "stands after the first line, and is passed over");
            return;
        }
        Remember(field);
        switch (field.Tag)
        {
            case "20":
                head = head with { Id = field.Text };
                break;
            case "25":
                head = head with { Account = field.Text.Trim() };
                break;
            case "28" or "28C":
                TakeNumber(field);
                break;
            default:
                head = head with { Opening = ReadBalance(field, "OPBD"), IsContinuation = field.Tag == "60M" };
                break;
        }
    }

    private void Remember(Mt940Field field)
    {
        if (!tags.Add(field.Tag[..2])) audit.Report(StatementRules.Mt940Repeated, PlaceOf(field), "stands there before; this one counts");
    }

    private void TakeNumber(Mt940Field field)
    {
        var parts = field.Text.Trim().Split('/');
        if (parts.Length <= 2 && parts.All(part => part.Length is > 0 and <= 5 && part.All(char.IsAsciiDigit)))
        {
            var numbers = parts.Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToArray();
            head = head with { Number = numbers[0], PageNumber = numbers.Length > 1 ? numbers[1] : null };
            return;
        }
        audit.Report(StatementRules.Mt940Unreadable, PlaceOf(field), $"{Words.Quote(field.Text)} as number and page");
    }

    private void TakeLine(Mt940Field field)
    {
        OpenOnce();
        if (closing is not null) audit.Report(StatementRules.Mt940Unexpected, PlaceOf(field), "a line after the closing balance");
        if (Asset is not { } asset)
        {
            audit.Report(StatementRules.CurrencyMissing, PlaceOf(field) with { IsInLine = true }, "no balance before this line states a currency");
            isLineSpoiled = true;
        }
        else
        {
            line = Mt940Entry.Read(field, asset, audit);
            isLineSpoiled |= line is null;
        }
    }

    private void TakeDetails(Mt940Field field)
    {
        if (line is not null) line = Mt940Details.Apply(field.Text, line);
        // After the closing balance it speaks of the whole statement, and nothing in it is money.
        else if (!isLineOpen && closing is null) audit.Report(StatementRules.Mt940Unexpected, PlaceOf(field), "details without a line before them");
    }

    private void TakeClosing(Mt940Field field)
    {
        OpenOnce();
        Remember(field);
        closing = ReadBalance(field, "CLBD") ?? closing;
        isContinued = field.Tag == "62M";
    }

    private void TakeInterim(Mt940Field field)
    {
        if (tags.Add("interim"))
        {
            audit.Report(StatementRules.Mt940Interim, PlaceOf(field), $"a field {field.Name}, which only a report within the day has");
            if (!isOpened) head = head with { IsInterim = true };
        }
        if (field.Tag == "34F" && field.Text.Length >= 3 && Ledger.Asset.TryParse(field.Text[..3], out var asset)) floorAsset = asset;
        if (field.Tag is not ("90C" or "90D")) return;
        var digits = field.Text.TakeWhile(char.IsAsciiDigit).Count();
        var place = PlaceOf(field);
        if (digits is 0 or > 5 || field.Text.Length < digits + 4)
        {
            audit.Report(StatementRules.Mt940Unreadable, place, $"{Words.Quote(field.Text)} as count, currency and sum");
            return;
        }
        if (!audit.TryReadAsset(field.Text.Substring(digits, 3), place, out asset) || !Mt940Entry.TryReadAmount(field.Text.AsSpan(digits + 3), asset, place, audit, out var minor)) return;
        var total = new StatementSummary.Total(long.Parse(field.Text.AsSpan(0, digits), CultureInfo.InvariantCulture), minor);
        summary = field.Tag == "90C" ? summary with { Credits = total } : summary with { Debits = total };
    }

    private StatementBalance? ReadBalance(Mt940Field field, string code)
    {
        var place = PlaceOf(field);
        var text = field.Text.AsSpan().Trim();
        if (text.Length < 11 || text[0] is not ('C' or 'D'))
        {
            audit.Report(StatementRules.Mt940Unreadable, place, $"{Words.Quote(text)} as mark, date, currency and amount");
            return null;
        }
        if (!DateText.TryReadShort(text.Slice(1, 6), out var date))
        {
            audit.Report(StatementRules.DateImpossible, place, $"the date {Words.Quote(text.Slice(1, 6))}");
            return null;
        }
        if (!audit.TryReadAsset(new string(text.Slice(7, 3)), place, out var asset) || !Mt940Entry.TryReadAmount(text[10..], asset, place, audit, out var minor)) return null;
        return new StatementBalance(code, text[0] == 'C' ? minor : -minor, asset, date, field.LineNumber);
    }

    private void EndLine()
    {
        if (isLineOpen && isLineSpoiled) audit.RejectLine();
        else if (line is not null) audit.Take(line);
        (line, isLineOpen, isLineSpoiled) = (null, false, false);
    }

    private void OpenOnce()
    {
        if (isOpened) return;
        isOpened = true;
        audit.Open(head with { Asset = Asset });
    }

    private static Place PlaceOf(Mt940Field field) => new(field.LineNumber, field.Name);
}
