using System.Collections.Immutable;

namespace Granary.Ledger;

/// <summary>What a decision may know besides the owner's own state. The grain looks it up; the decider only reads it.</summary>
/// <param name="NowMs">The business clock, in milliseconds since 1970 UTC.</param>
/// <param name="Payees">The status of each of the command's <see cref="Command.Payees"/>.</param>
/// <param name="History">Every entry about the command's subject or reference, the one that began it included.</param>
public sealed record Facts(long NowMs, ImmutableArray<(OwnerId Owner, OwnerStatus Status)> Payees, ImmutableArray<Entry> History)
{
    public static Facts At(long nowMs) => new(nowMs, [], []);

    public DateOnly Today => BusinessDate.Of(NowMs);

    public OwnerStatus StatusOf(OwnerId owner)
    {
        foreach (var payee in Payees)
        {
            if (payee.Owner == owner) return payee.Status;
        }
        return OwnerStatus.Unknown;
    }
}
