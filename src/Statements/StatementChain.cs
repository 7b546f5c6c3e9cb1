using System.Collections.Immutable;
using Granary.Ledger;
using Granary.Statements.Judging;

namespace Granary.Statements;

/// <summary>What is remembered of an account's last statement, to join the next one to it.</summary>
/// <param name="PageNumber">1 where the bank counts no pages.</param>
/// <param name="ClosesStatement">False when another page of the same number is to follow.</param>
public sealed record StatementLink(Asset Asset, long? Number, long PageNumber, bool ClosesStatement, StatementBalance? Closing)
{
    /// <summary>What to remember of a statement that was taken.</summary>
    /// <exception cref="InvariantViolatedException">It has no currency, so it cannot have been taken.</exception>
    public static StatementLink Of(StatementOpened opened, StatementClosed closed)
    {
        ArgumentNullException.ThrowIfNull(opened);
        ArgumentNullException.ThrowIfNull(closed);
        Invariant.Holds(opened.Asset is not null);
        return new StatementLink(opened.Asset!.Value, opened.Number, opened.PageNumber ?? 1, !closed.IsContinued, closed.Closing);
    }
}

/// <summary>What is known before a statement is judged.</summary>
/// <param name="IsFileKnown">A file with the same bytes (SHA-256) was read before, under whatever name.</param>
/// <param name="IsAccountKnown">The account is one of ours at this bank.</param>
/// <param name="Previous">The account's last statement; null for its first.</param>
public sealed record StatementPast(bool IsFileKnown, bool IsAccountKnown, StatementLink? Previous);

/// <summary>Rules that need more than one file: each statement of an account continues the one before. Pure.</summary>
public static class StatementChain
{
    /// <summary>What is wrong between a statement and its past; empty when it continues it.</summary>
    public static ImmutableArray<Finding> Judge(StatementPast past, StatementOpened opened)
    {
        ArgumentNullException.ThrowIfNull(past);
        ArgumentNullException.ThrowIfNull(opened);
        var findings = ImmutableArray.CreateBuilder<Finding>();
        if (past.IsFileKnown) Report(StatementRules.ChainFileDuplicate, "", "a file with these bytes was read before");
        if (!past.IsAccountKnown) Report(StatementRules.ChainAccountUnknown, "account", $"the account {Words.Quote(opened.Account)}");
        if (past.Previous is { } previous)
        {
            if (opened.Asset is { } asset && asset != previous.Asset) Report(StatementRules.ChainCurrency, "currency", $"the statement is in {asset}, the one before in {previous.Asset}");
            JudgeNumber(previous);
            JudgeOpening(previous);
        }
        else if (opened.Number is null) Report(StatementRules.ChainNumberMissing, "number", "no number");
        return findings.ToImmutable();

        void JudgeNumber(StatementLink last)
        {
            if (opened.Number is not { } number || last.Number is not { } lastNumber)
            {
                Report(StatementRules.ChainNumberMissing, "number", opened.Number is null ? "no number" : "the statement before had no number");
                return;
            }
            var page = opened.PageNumber ?? 1;
            var expected = last.ClosesStatement ? (Number: lastNumber + 1, Page: 1L) : (Number: lastNumber, Page: last.PageNumber + 1);
            if ((number, page) == expected || BeginsYear(last, number, page)) return;
            var words = $"number {number}/{page}, where {expected.Number}/{expected.Page} follows {lastNumber}/{last.PageNumber}";
            var isBehind = number < expected.Number || (number == expected.Number && page < expected.Page);
            Report(isBehind ? StatementRules.ChainRepeat : StatementRules.ChainGap, "number", words);
        }

        void JudgeOpening(StatementLink last)
        {
            if (opened.Opening is not { } opening || last.Closing is not { } closing || opening.Asset != closing.Asset || opening.AmountMinor == closing.AmountMinor) return;
            Report(StatementRules.ChainOpening, opening.Code,
                $"opens with {Words.Of(opening.AmountMinor, opening.Asset)}, the statement before closed with {Words.Of(closing.AmountMinor, closing.Asset)}");
        }

        // Most banks count from 1 again in a new year.
        bool BeginsYear(StatementLink last, long number, long page) =>
            number == 1 && page == 1 && last.ClosesStatement && last.Closing is { } closing && YearOf(opened) is { } year && year > closing.Date.Year;

        void Report(StatementRule rule, string field, string found) => findings.Add(new Finding
        {
            Ordinal = opened.Ordinal,
            LineNumber = opened.LineNumber,
            Rule = rule.Id,
            Field = field,
            Found = found,
            Fix = rule.Fix,
            Severity = rule.Severity,
        });
    }

    // The opening balance may still be dated on the last day of the year before.
    private static int? YearOf(StatementOpened opened) => (opened.To ?? opened.From ?? opened.Opening?.Date.AddDays(1))?.Year;
}
