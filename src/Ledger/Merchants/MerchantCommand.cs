using Orleans;

namespace Granary.Ledger;

/// <summary>What may be asked of a merchant's ledger.</summary>
[GenerateSerializer, Immutable]
public abstract record MerchantCommand : Command
{
    private MerchantCommand(Guid id, Guid requestHash) : base(id, requestHash) { }

    /// <summary>Gives a payment back to its payer, wholly or in part.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Refund(
        Guid Id, Guid RequestHash, [property: Id(0)] Guid PaymentId, [property: Id(1)] long AmountMinor) : MerchantCommand(Id, RequestHash)
    {
        public override Guid Subject => PaymentId;
    }

    /// <summary>The buyer has the goods: the payment may be settled from the next business date on.</summary>
    [GenerateSerializer, Immutable]
    public sealed record ConfirmReceipt(Guid Id, Guid RequestHash, [property: Id(0)] Guid PaymentId) : MerchantCommand(Id, RequestHash)
    {
        public override Guid Subject => PaymentId;
    }

    /// <summary>Pays out what was confirmed before the business date (T+1), and what nobody confirmed within ten days.</summary>
    /// <param name="BusinessDate">Not after today; null means today.</param>
    [GenerateSerializer, Immutable]
    public sealed record Settle(Guid Id, Guid RequestHash, [property: Id(0)] DateOnly? BusinessDate) : MerchantCommand(Id, RequestHash);
}
