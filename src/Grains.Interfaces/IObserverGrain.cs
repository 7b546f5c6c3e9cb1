using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>Follows one partition of the journal and makes something of it. The key is the partition.</summary>
[Alias("granary.observer")]
public interface IObserverGrain : IGrainWithIntegerKey
{
    /// <summary>Takes in everything that is in the journal now and keeps what it made of it.</summary>
    /// <returns>The position up to which it has seen the partition.</returns>
    Task<long> CatchUp();
}

/// <summary>Counts payments over sliding windows.</summary>
[Alias("granary.velocity")]
public interface IVelocityGrain : IObserverGrain
{
    /// <summary>The subject's counts in this partition, over windows that end at the instant.</summary>
    Task<ImmutableArray<VelocityCount>> At(VelocitySubject subject, long atMs);
}

/// <summary>Counts merchants' sales, refunds and payers by business date.</summary>
[Alias("granary.merchant-flow")]
public interface IMerchantFlowGrain : IObserverGrain;
