using Granary.Ledger;
using Orleans;

namespace Granary.Journal;

/// <summary>The store cannot be reached or refuses for now. Nothing is known to have been written; the same command may be sent again.</summary>
[GenerateSerializer]
public sealed class JournalUnavailableException(string message, Exception? inner = null, WriteRefusal refusal = WriteRefusal.None) : Exception(message, inner)
{
    [Id(0)] public WriteRefusal Refusal { get; } = refusal;

    /// <summary>The store has said that it is about to be there: it starts, or recovers from a crash.</summary>
    [Id(1)] public bool IsStarting { get; init; }
}

/// <summary>Why a store that answers takes no write at all, whosever it is.</summary>
public enum WriteRefusal : byte
{
    /// <summary>Not so, as far as it said.</summary>
    None,

    /// <summary>It may only be read: a standby, or an operator wants it so.</summary>
    ReadOnly,

    /// <summary>It has no room.</summary>
    Full,
}

/// <summary>A stored row is not what was written. The owner concerned is quarantined: it neither decides nor answers.</summary>
[GenerateSerializer]
public sealed class CorruptEntryException(OwnerId owner, long sequence, string what, int partition = -1, long position = 0)
    : Exception($"{owner.Text()} entry {sequence}: {what}")
{
    [Id(0)] public OwnerId Owner { get; } = owner;

    [Id(1)] public long Sequence { get; } = sequence;

    /// <summary>Where a reader of the feed may go on after telling somebody; -1 and 0 when the entry is missing altogether.</summary>
    [Id(2)] public int Partition { get; } = partition;

    [Id(3)] public long Position { get; } = position;
}

internal static class OwnerText
{
    /// <summary>The text of an owner that may have been read from a changed row and so be of no known kind.</summary>
    internal static string Text(this OwnerId owner) => Enum.IsDefined(owner.Kind) ? owner.ToString() : $"owner {owner.Packed:x16}";
}
