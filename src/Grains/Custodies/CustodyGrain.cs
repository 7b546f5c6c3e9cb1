using Granary.Ledger;
using Orleans.Concurrency;

namespace Granary.Grains;

[Reentrant]
public sealed class CustodyGrain(BookContext context) : OwnerGrain<CustodyState>(OwnerKind.Custody, Rules, context), ICustodyGrain
{
    public static BookRules<CustodyState> Rules { get; } = new(CustodyDecider.Decide, CustodyDecider.NextDue, LedgerJson.Default.CustodyState);

    public Task<Answer> Execute(CustodyCommand command) => Carry(command);
}
