using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>Questions about the whole ledger, answered from the journal. Any key will do; they hold nothing.</summary>
[Alias("granary.audit")]
public interface IAuditGrain : IGrainWithIntegerKey
{
    /// <summary>Sums up the whole ledger, which takes longer than anything a payment may take.</summary>
    [ResponseTimeout("00:02:00")]
    Task<Proof> Prove();

    /// <summary>The entry that this command wrote and everything that was later written about it, oldest first.</summary>
    Task<ImmutableArray<PostedEntry>> TraceCommand(Guid commandId);

    /// <summary>Everything with this order or bank reference, and everything about that, oldest first; at most 1,000 entries.</summary>
    Task<ImmutableArray<PostedEntry>> TraceReference(string reference);
}
