using Granary.Ledger;

namespace Granary.Journal.Rows;

/// <summary>One row of the journal, in the words of the database.</summary>
internal readonly record struct JournalLine(
    int Partition,
    long Position,
    int Line,
    long Owner,
    long Sequence,
    Guid CommandId,
    Guid RequestHash,
    short Kind,
    long AtMs,
    Transfer? Transfer,
    Guid? Subject,
    string? Reference,
    byte[]? Body,
    byte[]? Digest)
{
    /// <summary>The columns in the order in which both stores read them.</summary>
    internal const string Columns =
        "l.partition, l.position, l.line, l.owner, l.sequence, l.command_id, l.request_hash, l.kind, l.at_ms, " +
        "l.debit_pocket, l.credit_owner, l.credit_pocket, l.asset, l.amount_minor, l.subject, l.reference, l.body, l.digest";
}
