using Granary.Ledger;

namespace Granary.Statements.Judging;

/// <summary>Holds the bank's own counts and sums against the lines.</summary>
internal static class SummaryCheck
{
    public static void Judge(StatementSummary stated, StatementFoot foot, Asset asset, Action<StatementRule, string, string> report)
    {
        // Some banks count only what is booked. Whichever of the two fits is meant; when neither does, the words speak of all lines.
        var sums = Fits(stated, foot.Booked, foot) && !Fits(stated, foot.Every, foot) ? foot.Booked : foot.Every;
        Count("all entries", stated.All, sums.CreditCount + sums.DebitCount + foot.RejectedCount);
        if (foot.RejectedCount == 0)
        {
            Count("credits", stated.Credits, sums.CreditCount);
            Count("debits", stated.Debits, sums.DebitCount);
        }
        Sum("all entries", stated.All.SumMinor, sums.CreditMinor + sums.DebitMinor);
        Sum("credits", stated.Credits.SumMinor, sums.CreditMinor);
        Sum("debits", stated.Debits.SumMinor, sums.DebitMinor);
        Sum("the net of all entries", stated.NetMinor, sums.CreditMinor - sums.DebitMinor);

        void Count(string of, StatementSummary.Total total, int found)
        {
            if (total.Count is { } count && count != found) report(StatementRules.SummaryCount, of, $"the summary counts {count} for {of}, the file has {found}");
        }

        void Sum(string of, long? statedMinor, Int128 foundMinor)
        {
            if (statedMinor is { } minor && minor != foundMinor)
            {
                report(StatementRules.SummarySum, of, $"the summary states {Words.Of(minor, asset)} for {of}, the lines give {Words.Of(foundMinor, asset)}");
            }
        }
    }

    private static bool Fits(StatementSummary stated, StatementFoot.Sums sums, StatementFoot foot) =>
        Same(stated.All.Count, sums.CreditCount + sums.DebitCount + foot.RejectedCount) && Same(stated.All.SumMinor, sums.CreditMinor + sums.DebitMinor) &&
        Same(stated.Credits.Count, sums.CreditCount) && Same(stated.Credits.SumMinor, sums.CreditMinor) &&
        Same(stated.Debits.Count, sums.DebitCount) && Same(stated.Debits.SumMinor, sums.DebitMinor) && Same(stated.NetMinor, sums.CreditMinor - sums.DebitMinor);

    private static bool Same(long? stated, Int128 found) => stated is not { } number || number == found;
}
