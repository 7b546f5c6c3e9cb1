using Granary.Ledger;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Granary.Grains;

[Reentrant, RandomPlacement]
public sealed class CustodyGrain(BookContext context) : OwnerGrain<CustodyState>(OwnerKind.Custody, Rules, context), ICustodyGrain
{
    public static BookRules<CustodyState> Rules { get; } = new(CustodyDecider.Decide, CustodyDecider.NextDue, LedgerJson.Default.CustodyState);

    public Task<Answer> Execute(CustodyCommand command) => Carry(command);
}
