using Granary.Ledger;

namespace Granary.Grains;

/// <summary>The mirror of one partner bank's account.</summary>
[Alias("granary.custody")]
public interface ICustodyGrain : IOwnerGrain
{
    Task<Answer> Execute(CustodyCommand command);
}
