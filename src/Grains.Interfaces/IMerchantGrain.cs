using Granary.Ledger;

namespace Granary.Grains;

/// <summary>A merchant: pending and settled money, refunds, settlement.</summary>
[Alias("granary.merchant")]
public interface IMerchantGrain : IOwnerGrain
{
    Task<Answer> Execute(MerchantCommand command);
}
