using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Journal;

/// <summary>How an append ended. There is no fifth way, and only the last leaves a question open.</summary>
public abstract record AppendResult
{
    private AppendResult() { }

    /// <summary>Durable.</summary>
    public sealed record Appended(ImmutableArray<PostedEntry> Entries) : AppendResult;

    /// <summary>Nothing was written: the owner's next sequence is another one. Another activation wrote; reload.</summary>
    public sealed record Fenced : AppendResult;

    /// <summary>Nothing was written: this command id is already in the journal, and here is its entry.</summary>
    public sealed record Duplicate(PostedEntry Existing) : AppendResult;

    /// <summary>The connection was lost around the commit: it may be durable or not. Reload and look the commands up; never decide blind.</summary>
    public sealed record Unknown(string Reason) : AppendResult;
}
