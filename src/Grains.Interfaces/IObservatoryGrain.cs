using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>Answers from what observers of all partitions saw. Any key will do; it holds nothing.</summary>
[Alias("granary.observatory")]
public interface IObservatoryGrain : IGrainWithIntegerKey
{
    /// <summary>Payments of a payer, to a merchant or from a device over sliding windows that end now. Includes everything answered so far.</summary>
    Task<ImmutableArray<VelocityCount>> VelocityOf(VelocitySubject subject);

    /// <summary>The merchant's days that had any sales or refunds, oldest first; one to five seconds behind the journal.</summary>
    Task<ImmutableArray<MerchantFlow>> FlowOf(OwnerId merchant, DateOnly first, DateOnly last);
}
