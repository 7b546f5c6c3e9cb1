using Granary.Ledger;
using Orleans.Concurrency;

namespace Granary.Grains;

[Reentrant]
public sealed class MerchantGrain(BookContext context) : OwnerGrain<MerchantState>(OwnerKind.Merchant, Rules, context), IMerchantGrain
{
    public static BookRules<MerchantState> Rules { get; } = new(MerchantDecider.Decide, MerchantDecider.NextDue, LedgerJson.Default.MerchantState);

    public Task<Answer> Execute(MerchantCommand command) => Carry(command);
}
