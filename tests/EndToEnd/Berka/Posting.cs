using System.Globalization;
using System.Text;
using Granary.Fixtures;

namespace Granary.EndToEnd;

/// <summary>One line of the Czech bank's transactions, in hellers.</summary>
internal sealed record Posting(int Id, int Account, string Day, long SignedMinor, long BalanceMinor, string Symbol)
{
    public const string DataSet = "berka/trans.asc";

    /// <summary>All whole lines but those of the last day, which the file cuts.</summary>
    public static IReadOnlyList<Posting> ReadAll()
    {
        var lines = File.ReadLines(SharedData.PathOf(DataSet), Encoding.Latin1).Skip(1)
            .Select(line => line.Split(';').Select(cell => cell.Trim('"')).ToArray())
            .Where(cells => cells.Length == 10)
            .Select(cells => new Posting(
                Number(cells[0]), Number(cells[1]), cells[2], Minor(cells[5]) * (cells[3] == "PRIJEM" ? 1 : -1), Minor(cells[6]), cells[7]))
            .ToList();
        var lastDay = lines.Max(posting => posting.Day);
        return [.. lines.Where(posting => posting.Day != lastDay)];
    }

    /// <summary>
    /// The balance at the end of an account's day. The order within a day is not stored: it is the one in which every stored balance follows
    /// from the one before, within the tolerance of a posting. Null when there is no such order.
    /// </summary>
    public static long? DayEndMinor(long beforeMinor, IReadOnlyList<Posting> day, long toleranceMinor)
    {
        if (day.Count == 0) return beforeMinor;
        foreach (var next in day)
        {
            if (Math.Abs(beforeMinor + next.SignedMinor - next.BalanceMinor) > toleranceMinor) continue;
            if (DayEndMinor(next.BalanceMinor, [.. day.Where(posting => posting != next)], toleranceMinor) is { } end) return end;
        }
        return null;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static long Minor(string text) => (long)(decimal.Parse(text, CultureInfo.InvariantCulture) * 100);
}
