namespace Granary.Ledger;

/// <summary>What sort of actor owns accounts. The numbers are stored in every <see cref="OwnerId"/> and never change.</summary>
public enum OwnerKind : byte
{
    User = 1,
    Merchant = 2,
    Loan = 3,
    Custody = 4,
    Fund = 5,
    Insurer = 6,
    Lender = 7,
    Platform = 8,
    Partner = 9,
}
