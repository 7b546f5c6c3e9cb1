using System.Collections.Immutable;
using Orleans;

namespace Granary.Ledger;

/// <summary>What a custodian (a partner bank) reports about its account.</summary>
[GenerateSerializer, Immutable]
public abstract record CustodyCommand : Command
{
    private CustodyCommand(Guid id, Guid requestHash) : base(id, requestHash) { }

    /// <summary>Money of a user has arrived at the bank.</summary>
    /// <param name="BankReference">The bank's own name for the booking: the same reference is the same deposit.</param>
    [GenerateSerializer, Immutable]
    public sealed record ReportDeposit(
        Guid Id, Guid RequestHash,
        [property: Id(0)] OwnerId User,
        [property: Id(1)] long AmountMinor,
        [property: Id(2)] Asset Asset,
        [property: Id(3)] string BankReference) : CustodyCommand(Id, RequestHash)
    {
        public override ImmutableArray<OwnerId> Payees => [User];
        public override string? Reference => BankReference;
    }

    /// <summary>The bank has paid a withdrawal out.</summary>
    [GenerateSerializer, Immutable]
    public sealed record ConfirmWithdrawal(Guid Id, Guid RequestHash, [property: Id(0)] Guid WithdrawalId) : CustodyCommand(Id, RequestHash)
    {
        public override Guid Subject => WithdrawalId;
    }

    /// <summary>The bank will not pay a withdrawal out; the money goes back to the user.</summary>
    [GenerateSerializer, Immutable]
    public sealed record RefuseWithdrawal(
        Guid Id, Guid RequestHash, [property: Id(0)] Guid WithdrawalId, [property: Id(1)] string Reason) : CustodyCommand(Id, RequestHash)
    {
        public override Guid Subject => WithdrawalId;
    }
}
