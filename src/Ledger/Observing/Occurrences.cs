namespace Granary.Ledger;

/// <summary>Amounts in order of time, oldest first, for counting over sliding windows: 16 bytes each, a count costs two binary searches.</summary>
internal sealed class Occurrences
{
    private long[] atMs = new long[4];

    // Up to and with each one. Wraps around on purpose: the difference of two of them is right whenever the sum between them fits.
    private long[] sumMinor = new long[4];
    private int first;
    private int end;
    private long droppedMinor;

    public bool IsEmpty => first == end;

    public long NewestMs => atMs[end - 1];

    /// <summary>Nearly always the newest; one that comes late finds its place.</summary>
    public void Add(long at, long amountMinor)
    {
        if (end == atMs.Length) MakeRoom();
        var place = end;
        while (place > first && atMs[place - 1] > at) place--;
        Array.Copy(atMs, place, atMs, place + 1, end - place);
        Array.Copy(sumMinor, place, sumMinor, place + 1, end - place);
        atMs[place] = at;
        sumMinor[place] = SumBefore(place);
        end++;
        unchecked
        {
            for (var i = place; i < end; i++) sumMinor[i] += amountMinor;
        }
    }

    /// <summary>Forgets everything up to and with the instant.</summary>
    public void DropThrough(long throughMs)
    {
        var keep = FirstAfter(throughMs);
        if (keep == first) return;
        droppedMinor = sumMinor[keep - 1];
        first = keep;
    }

    /// <summary>How many there are after <paramref name="afterMs"/> up to and with <paramref name="throughMs"/>, and their sum.</summary>
    public (int Count, long AmountMinor) Between(long afterMs, long throughMs)
    {
        var (from, to) = (FirstAfter(afterMs), FirstAfter(throughMs));
        return to <= from ? (0, 0) : (to - from, unchecked(SumBefore(to) - SumBefore(from)));
    }

    private long SumBefore(int place) => place == first ? droppedMinor : sumMinor[place - 1];

    private int FirstAfter(long ms)
    {
        var (low, high) = (first, end);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (atMs[middle] <= ms) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private void MakeRoom()
    {
        var count = end - first;
        // What was dropped in front is room enough when it is half.
        var size = count > atMs.Length / 2 ? atMs.Length * 2 : atMs.Length;
        var (newAt, newSum) = (new long[size], new long[size]);
        Array.Copy(atMs, first, newAt, 0, count);
        Array.Copy(sumMinor, first, newSum, 0, count);
        (atMs, sumMinor, first, end) = (newAt, newSum, 0, count);
    }
}
