using Granary.Ledger;

namespace Granary.Journal.Audit;

/// <summary>What must hold of a journal, whatever happened to it.</summary>
public enum AuditRule
{
    /// <summary>The positions of a partition are 1, 2, 3 and so on.</summary>
    PositionsGapless = 1,

    /// <summary>The sequences of an owner are 1, 2, 3 and so on, in the order of the positions.</summary>
    SequencesGapless = 2,

    /// <summary>A command id is carried by one entry.</summary>
    CommandsUnique = 3,

    /// <summary>An entry is what was written.</summary>
    EntryIntact = 4,

    /// <summary>An owner's entries lie in the owner's partition.</summary>
    OwnerInItsPartition = 5,

    /// <summary>Batches follow each other, and the digest of each is that of its entries.</summary>
    BatchIntact = 6,

    /// <summary>Each batch's chain follows from the one before, and the head is the last.</summary>
    ChainIntact = 7,

    /// <summary>Per asset, all balances sum to zero.</summary>
    SumsAreZero = 8,

    /// <summary>No account is overdrawn.</summary>
    NoNegativeBalance = 9,

    /// <summary>Per asset, what is owed to customers is what the custodians hold.</summary>
    LiabilitiesAreCovered = 10,

    /// <summary>A snapshot is what was saved, and equals the fold of the entries that it has seen.</summary>
    SnapshotIsTheFold = 11,

    /// <summary>No reader of the feed has come further than the head.</summary>
    CursorsNotAhead = 12,
}

/// <summary>One place where a rule does not hold.</summary>
public sealed record AuditFinding(AuditRule Rule, int? Partition, long? Position, OwnerId? Owner, string What)
{
    /// <summary>The owner's text, whatever kind a changed row says it is of.</summary>
    public string? OwnerText => Owner?.Text();

    public override string ToString() => string.Join(' ', Parts());

    private IEnumerable<string> Parts()
    {
        yield return $"{Rule}:";
        if (Partition is { } partition) yield return $"partition {partition}";
        if (Position is { } position) yield return $"position {position}";
        if (OwnerText is { } owner) yield return owner;
        yield return What;
    }
}
