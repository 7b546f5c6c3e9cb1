namespace Granary.Statements.Judging;

/// <summary>Counts and sums of one statement's lines, to hold against what the bank states.</summary>
internal sealed class StatementFoot
{
    // Enough to name the one line whose sign is wrong; a longer statement is told that it does not tie, and not why.
    private const int RememberedLinesMax = 1 << 19;

    private readonly List<long> signedMinors = [];
    private readonly List<int> lineNumbers = [];

    /// <summary>The change of the balance: booked lines only.</summary>
    public Int128 BookedNetMinor { get; private set; }

    public int LineCount { get; private set; }

    public int RejectedCount { get; private set; }

    /// <summary>All lines, whatever their status.</summary>
    public Sums Every { get; private set; }

    /// <summary>Booked lines. A bank's summary may mean these or all of them.</summary>
    public Sums Booked { get; private set; }

    public void Reject() => RejectedCount++;

    public void Add(StatementLine line)
    {
        LineCount++;
        Every = Every.With(line);
        if (line.Status != LineStatus.Booked) return;
        Booked = Booked.With(line);
        BookedNetMinor += line.SignedMinor;
        if (signedMinors.Count == RememberedLinesMax) return;
        signedMinors.Add(line.SignedMinor);
        lineNumbers.Add(line.LineNumber);
    }

    /// <summary>The lines that, turned round, would take away <paramref name="excessMinor"/>: at most <paramref name="countMax"/>.</summary>
    public IReadOnlyList<int> LinesOfWrongSign(Int128 excessMinor, int countMax)
    {
        var found = new List<int>();
        for (var i = 0; i < signedMinors.Count && found.Count < countMax; i++)
        {
            if ((Int128)signedMinors[i] * 2 == excessMinor) found.Add(lineNumbers[i]);
        }
        return found;
    }

    /// <summary>Sums of amounts without sign.</summary>
    internal readonly record struct Sums(int CreditCount, Int128 CreditMinor, int DebitCount, Int128 DebitMinor)
    {
        public Sums With(StatementLine line) => line.Direction == Direction.Credit
            ? this with { CreditCount = CreditCount + 1, CreditMinor = CreditMinor + line.AmountMinor }
            : this with { DebitCount = DebitCount + 1, DebitMinor = DebitMinor + line.AmountMinor };
    }
}
