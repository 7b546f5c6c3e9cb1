using Orleans;

namespace Granary.Ledger;

/// <summary>What can happen in the mirror of a bank account.</summary>
[GenerateSerializer, Immutable]
public abstract record CustodyEvent : LedgerEvent
{
    private CustodyEvent() { }

    [GenerateSerializer, Immutable]
    public sealed record DepositReported([property: Id(0)] string BankReference) : CustodyEvent
    {
        public override EntryKind Kind => EntryKind.DepositReported;
        public override string? Reference => BankReference;
    }

    [GenerateSerializer, Immutable]
    public sealed record WithdrawalConfirmed([property: Id(0)] Guid WithdrawalId) : CustodyEvent
    {
        public override EntryKind Kind => EntryKind.WithdrawalConfirmed;
        public override Guid Subject => WithdrawalId;
    }

    [GenerateSerializer, Immutable]
    public sealed record WithdrawalRefused([property: Id(0)] Guid WithdrawalId, [property: Id(1)] string Reason) : CustodyEvent
    {
        public override EntryKind Kind => EntryKind.WithdrawalRefused;
        public override Guid Subject => WithdrawalId;
    }
}
