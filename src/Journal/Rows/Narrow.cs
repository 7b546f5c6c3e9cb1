using Granary.Ledger;

namespace Granary.Journal.Rows;

/// <summary>
/// Numbers of a row as the code's narrower types. One that does not fit was not written by us; it becomes a value that none of us writes, so
/// that the digest differs, instead of wrapping around to one that is.
/// </summary>
internal static class Narrow
{
    internal static Pocket ToPocket(long stored) => stored is > 0 and < byte.MaxValue ? (Pocket)stored : (Pocket)byte.MaxValue;

    internal static short ToShort(long stored) => stored is >= 0 and < short.MaxValue ? (short)stored : short.MinValue;

    internal static int ToInt(long stored) => stored is >= 0 and < int.MaxValue ? (int)stored : int.MinValue;
}
