using Granary.Ledger;
using Granary.Statements.Text;

namespace Granary.Statements.Judging;

/// <summary>What every format's statements are held against: dates, currency, references, sums. Formats hand in what they read.</summary>
internal sealed class StatementAudit(StatementOptions options)
{
    private readonly List<StatementItem> ready = [];
    private readonly SeenReferences references = new();
    private readonly SeenReferences statements = new();
    private StatementFoot foot = new();
    private StatementOpened? opened;
    private int ordinal;
    private bool saidUnchecked;

    /// <summary>Items to hand out next; whoever hands them out clears it.</summary>
    public List<StatementItem> Ready => ready;

    public StatementLimits Limits => options.Limits;

    /// <summary>The file had a statement, or something was said of it.</summary>
    public bool HasAnything { get; private set; }

    /// <summary>A statement begins: what is reported from now on belongs to it.</summary>
    public void Begin(int lineNumber)
    {
        ordinal++;
        HasAnything = true;
        foot = new StatementFoot();
        opened = null;
        if (ordinal == 2) Report(StatementRules.FileSeveralStatements, new Place(lineNumber, ""), "a second statement begins here");
    }

    public void Open(StatementOpened statement)
    {
        opened = statement with { Ordinal = ordinal };
        ready.Add(opened);
        var place = new Place(statement.LineNumber, "");
        if (opened.Asset is not { } asset) Report(StatementRules.CurrencyMissing, place, "neither the account nor a balance states a currency");
        else if (options.ExpectedAsset is { } expected && expected != asset) Report(StatementRules.CurrencyUnexpected, place, $"the statement is in {asset}, the account in {expected}");
        if (opened.Opening is { } opening) JudgeBalance(opening);
        else if (!opened.IsInterim) Report(StatementRules.BalanceOpeningMissing, place, "no opening booked balance");
        if (opened.From is { } from && opened.To is { } to && to < from) Report(StatementRules.DatePeriod, place, $"the period ends on {Words.Of(to)}, before it begins on {Words.Of(from)}");
        var name = opened.Number is { } number ? $"number {number}/{opened.PageNumber ?? 1}" : opened.Id is { } id ? $"id {id}" : null;
        if (name is not null && statements.Remember(opened.Account, name)) Report(StatementRules.StatementDuplicate, place, $"{name} of account {Words.Quote(opened.Account)} was in this file before");
    }

    public void RejectLine() => foot.Reject();

    /// <summary>Takes a line whose values could be read.</summary>
    public void Take(StatementLine line)
    {
        Invariant.Holds(opened is not null && line.AmountMinor >= 0);
        if (opened!.Asset is { } asset && line.Asset != asset)
        {
            Reject(StatementRules.CurrencyMixed, line, $"the line is in {line.Asset}, the statement in {asset}");
            return;
        }
        if (line.Status == LineStatus.Booked && line.BookedOn > options.Today)
        {
            Reject(StatementRules.DateFuture, line, $"booked on {Words.Of(line.BookedOn)}, and today is {Words.Of(options.Today)}");
            return;
        }
        foot.Add(line);
        ready.Add(line with { Ordinal = ordinal });
        if (line.Status == LineStatus.Booked && (line.BookedOn < opened.From || line.BookedOn > opened.To))
        {
            Warn(StatementRules.DatePeriod, line, $"booked on {Words.Of(line.BookedOn)}, outside {(opened.From is { } from ? Words.Of(from) : "")} to {(opened.To is { } to ? Words.Of(to) : "")}");
        }
        if (line.IsReversal) Warn(StatementRules.Reversal, line, $"{Words.Of(line.SignedMinor, line.Asset)} takes back an earlier line");
        JudgeReference(line);
    }

    public void Close(StatementClosed statement)
    {
        Invariant.Holds(opened is not null);
        foreach (var balance in statement.FurtherBalances) JudgeBalance(balance);
        var ties = JudgeFoot(statement);
        var asset = opened!.Asset ?? Asset.Cny;
        SummaryCheck.Judge(statement.Summary, foot, asset, (rule, of, found) => Report(rule, new Place(statement.LineNumber, of), found));
        ready.Add(statement with { Ordinal = ordinal, LineCount = foot.LineCount, RejectedCount = foot.RejectedCount, Ties = ties });
        opened = null;
    }

    public void Report(StatementRule rule, Place place, string found)
    {
        var severity = rule.Severity == FindingSeverity.LineRejected && !place.IsInLine ? FindingSeverity.StatementRejected : rule.Severity;
        HasAnything = true;
        ready.Add(new Finding { Ordinal = ordinal, LineNumber = place.LineNumber, Rule = rule.Id, Field = place.Field, Found = found, Fix = rule.Fix, Severity = severity });
    }

    /// <summary>Reads a currency and an amount of it, and reports what is wrong with either.</summary>
    public bool TryReadMoney(ReadOnlySpan<char> text, char mark, Asset asset, Place place, out long minor)
    {
        minor = 0;
        var broken = AmountText.Read(text, mark, out var amount) ?? amount.ToMinor(asset.Scale, out minor);
        if (broken is null) return true;
        Report(broken, place, $"{Words.Quote(text)} as an amount of {asset}");
        return false;
    }

    public bool TryReadAsset(string text, Place place, out Asset asset)
    {
        if (Asset.TryParse(text, out asset)) return true;
        Report(StatementRules.CurrencyUnknown, place, $"the currency {Words.Quote(text)}");
        return false;
    }

    private bool JudgeFoot(StatementClosed statement)
    {
        if (statement.Closing is not { } closing)
        {
            if (!opened!.IsInterim) Report(StatementRules.BalanceClosingMissing, new Place(statement.LineNumber, ""), "no closing booked balance");
            return false;
        }
        JudgeBalance(closing);
        var place = new Place(closing.LineNumber, closing.Code);
        if (opened!.Opening is not { } opening) return false;
        if (opening.Asset != closing.Asset)
        {
            Report(StatementRules.FootClosing, place, $"opening in {opening.Asset} and closing in {closing.Asset} cannot be compared");
            return false;
        }
        if (closing.Date < opening.Date) Report(StatementRules.DatePeriod, place, $"the closing balance is of {Words.Of(closing.Date)}, before the opening one of {Words.Of(opening.Date)}");
        var excessMinor = opening.AmountMinor + foot.BookedNetMinor - closing.AmountMinor;
        if (excessMinor == 0) return foot.RejectedCount == 0;

        Report(StatementRules.FootClosing, place,
            $"{Words.Of(opening.AmountMinor, opening.Asset)} and {foot.LineCount} lines give {Words.Of(closing.AmountMinor + excessMinor, opening.Asset)}, " +
            $"the statement says {Words.Of(closing.AmountMinor, closing.Asset)}" + (foot.RejectedCount > 0 ? $"; {foot.RejectedCount} lines were rejected" : ""));
        foreach (var lineNumber in foot.LinesOfWrongSign(excessMinor, countMax: 3))
        {
            Report(StatementRules.FootSignSuspect, new Place(lineNumber, ""), "with the other direction on this line the statement would tie");
        }
        return false;
    }

    private void JudgeBalance(StatementBalance balance)
    {
        var place = new Place(balance.LineNumber, balance.Code);
        if (opened!.Asset is { } asset && balance.Asset != asset) Report(StatementRules.CurrencyMixed, place, $"the balance {balance.Code} is in {balance.Asset}, the statement in {asset}");
        // What will be available later is stated for later days; what is booked is not.
        if (balance.Code is "OPBD" or "PRCD" or "CLBD" && balance.Date > options.Today) Report(StatementRules.DateFuture, place, $"the balance {balance.Code} is of {Words.Of(balance.Date)}, and today is {Words.Of(options.Today)}");
    }

    private void JudgeReference(StatementLine line)
    {
        // Without a bank reference a line is known by what the payer gave it, together with what was paid and when.
        var reference = line.BankReference ?? (line.EndToEndId is { } id ? $"{id}\n{line.SignedMinor}\n{Words.Of(line.BookedOn)}" : null);
        if (reference is null) return;
        if (references.Remember(opened!.Account, reference)) Warn(StatementRules.ReferenceDuplicate, line, $"the reference {Words.Quote(line.BankReference ?? line.EndToEndId)} was on an earlier line");
        if (!references.IsFull || saidUnchecked) return;
        saidUnchecked = true;
        Warn(StatementRules.ReferenceUnchecked, line, "as many references as can be remembered");
    }

    private void Reject(StatementRule rule, StatementLine line, string found)
    {
        foot.Reject();
        Report(rule, new Place(line.LineNumber, "", IsInLine: true), found);
    }

    private void Warn(StatementRule rule, StatementLine line, string found) => Report(rule, new Place(line.LineNumber, "", IsInLine: true), found);
}
