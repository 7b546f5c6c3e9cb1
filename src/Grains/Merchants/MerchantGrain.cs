using Granary.Ledger;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Granary.Grains;

[Reentrant, RandomPlacement]
public sealed class MerchantGrain(BookContext context) : OwnerGrain<MerchantState>(OwnerKind.Merchant, Rules, context), IMerchantGrain
{
    public static BookRules<MerchantState> Rules { get; } = new(MerchantDecider.Decide, MerchantDecider.NextDue, LedgerJson.Default.MerchantState);

    public Task<Answer> Execute(MerchantCommand command) => Carry(command);
}
