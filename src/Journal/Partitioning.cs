using Granary.Ledger;

namespace Granary.Journal;

/// <summary>Which partition an owner's entries lie in. Frozen: another formula would put an owner's next entry beside its history.</summary>
public static class Partitioning
{
    public static int Of(OwnerId owner, int partitionCount)
    {
        // The finalizer of SplitMix64: owners are numbered in a row, and their low bits must not decide alone.
        unchecked
        {
            var mixed = (ulong)owner.Packed;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            mixed ^= mixed >> 31;
            return (int)(mixed % (ulong)partitionCount);
        }
    }
}
