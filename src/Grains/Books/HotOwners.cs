using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>
/// The owners that get the most commands on this host, by a sample of one in sixteen: the space-saving counter of Metwally, Agrawal and El
/// Abbadi. An owner with more than a thirty-second of the commands is certain to be among those counted; the count of another may be too high.
/// </summary>
public sealed class HotOwners
{
    private const int SampleOneIn = 16;
    private const int CountedMax = 32;

    private readonly long[] owners = new long[CountedMax];
    private readonly long[] counts = new long[CountedMax];
    private int isCounting;

    [ThreadStatic]
    private static uint left, draw;

    /// <summary>A command came. Costs the fifteen others a step of a counter; two samples at the same time lose one, which hurts nobody.</summary>
    internal void Note(OwnerId owner)
    {
        if (left > 0)
        {
            left--;
            return;
        }
        left = NextGap();
        if (Interlocked.Exchange(ref isCounting, 1) == 1) return;
        Count(owner.Packed);
        Volatile.Write(ref isCounting, 0);
    }

    // Not every sixteenth: who comes with every second, and always between the samples, would never be seen.
    private static uint NextGap()
    {
        draw = (draw * 1_664_525) + 1_013_904_223;
        return (draw >> 16) % ((2 * SampleOneIn) - 1);
    }

    /// <summary>The hottest since the last call, with about how many commands they got; then counting begins anew.</summary>
    public ImmutableArray<(OwnerId Owner, long Commands)> Take(int countMax)
    {
        // Counting is a handful of steps, and without it nobody loses more than a sample.
        SpinWait.SpinUntil(() => Interlocked.Exchange(ref isCounting, 1) == 0);
        ImmutableArray<(OwnerId, long)> hottest =
        [
            .. owners.Zip(counts, (owner, count) => (Owner: new OwnerId(owner), Commands: count * SampleOneIn))
                .Where(one => one.Commands > 0).OrderByDescending(one => one.Commands).ThenBy(one => one.Owner.Packed).Take(countMax),
        ];
        Array.Clear(owners);
        Array.Clear(counts);
        Volatile.Write(ref isCounting, 0);
        return hottest;
    }

    private void Count(long owner)
    {
        var at = Array.IndexOf(owners, owner);
        if (at < 0)
        {
            // The newcomer takes the place of the coldest and its count: it may have come that often while nobody looked.
            at = 0;
            for (var i = 1; i < CountedMax; i++)
            {
                if (counts[i] < counts[at]) at = i;
            }
            owners[at] = owner;
        }
        counts[at]++;
    }
}
