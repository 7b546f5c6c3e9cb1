using System.Diagnostics.CodeAnalysis;
using Granary.Ledger;

namespace Granary.Journal;

/// <summary>An entry as the store has it now, intact or not.</summary>
/// <param name="Entry">Null when the rows cannot even be read as an entry.</param>
/// <param name="Digest">The stored digest; empty when it is missing.</param>
/// <param name="Flaw">What is wrong with the rows; null when they are what was written.</param>
public sealed record StoredEntry(
    int Partition, long Position, OwnerId Owner, long Sequence, Guid CommandId, Entry? Entry, byte[] Digest, string? Flaw)
{
    [MemberNotNullWhen(true, nameof(Entry))]
    public bool IsIntact => Flaw is null;

    /// <exception cref="CorruptEntryException">The rows are not what was written.</exception>
    public PostedEntry Posted =>
        IsIntact ? new PostedEntry(Partition, Position, Entry) : throw new CorruptEntryException(Owner, Sequence, Flaw!, Partition, Position);
}
