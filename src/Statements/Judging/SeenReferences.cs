using System.Globalization;

namespace Granary.Statements.Judging;

/// <summary>Which references a file had so far: 64 bits of each in an open table of at most 32 MB, so a file of any length fits.</summary>
internal sealed class SeenReferences
{
    private const int SlotsMax = 1 << 22;

    private ulong[] slots = new ulong[1 << 10];
    private int count;

    /// <summary>True when the table is full and nothing more is remembered.</summary>
    public bool IsFull { get; private set; }

    /// <summary>True when the reference was there before.</summary>
    public bool Remember(string account, string reference)
    {
        if (IsFull) return false;
        if (count * 4L > slots.Length * 3L && !Grow()) return false;
        var print = Fingerprint(account, reference);
        var slot = SlotOf(slots, print);
        if (slots[slot] == print) return true;
        slots[slot] = print;
        count++;
        return false;
    }

    private bool Grow()
    {
        if (slots.Length == SlotsMax)
        {
            IsFull = true;
            return false;
        }
        var larger = new ulong[slots.Length * 2];
        foreach (var print in slots)
        {
            if (print != 0) larger[SlotOf(larger, print)] = print;
        }
        slots = larger;
        return true;
    }

    private static int SlotOf(ulong[] table, ulong print)
    {
        var slot = (int)(print >> 33) & (table.Length - 1);
        while (table[slot] != 0 && table[slot] != print) slot = (slot + 1) & (table.Length - 1);
        return slot;
    }

    // Two of the runtime's own hashes, which nobody outside the process can foresee, so a file cannot be written that fills one chain.
    private static ulong Fingerprint(string account, string reference)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{account}\n{reference}");
        var print = unchecked(((ulong)(uint)string.GetHashCode(text) << 32) | (uint)string.GetHashCode(text.AsSpan(1)));
        return print == 0 ? 1 : print;
    }
}
