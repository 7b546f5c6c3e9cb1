using Granary.Ledger;

namespace Granary.Journal.Rows;

internal static class StatusRow
{
    /// <param name="newest">The newest of the owner's entries about its life; null when there is none.</param>
    internal static OwnerStatus Of(EntryKind? newest) => newest switch
    {
        null => OwnerStatus.Unknown,
        EntryKind.OwnerOpened or EntryKind.OwnerUnfrozen => OwnerStatus.Open,
        EntryKind.OwnerFrozen => OwnerStatus.Frozen,
        EntryKind.OwnerClosed => OwnerStatus.Closed,
        _ => throw new ArgumentOutOfRangeException(nameof(newest), newest, "not an entry about an owner's life"),
    };
}
