using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Gives cash to another user.</summary>
internal static class MakeTransfer
{
    private static readonly OwnerField To = new("to", OwnerKind.User);
    private static readonly AmountField AmountMinor = new("amountMinor");
    private static readonly CurrencyField Currency = new("currency");
    private static readonly TextField Note = new("note") { IsRequired = false };

    public static Operation Operation { get; } = new("Transfer cash to another user", Handle)
    {
        Body = new BodyShape(To, AmountMinor, Currency, Note),
        Key = KeyRule.Required,
        Answers = [(201, "TransferMade")],
        Refusals =
        [
            Outcome.KeyReused, Outcome.AmountTooLarge, Outcome.SelfTransfer, Outcome.OwnerUnknown, Outcome.OwnerClosed, Outcome.OwnerFrozen,
            Outcome.PayeeUnknown, Outcome.PayeeClosed, Outcome.PayeeFrozen, Outcome.InsufficientFunds,
        ],
    };

    private static ValueTask<Reply> Handle(ApiCall call)
    {
        var body = call.Body;
        var transfer = new UserCommand.Transfer(
            call.CommandId, call.RequestHash, To.In(body), AmountMinor.In(body), Currency.In(body), Note.In(body));
        return call.AnswerAsync(call.User.Execute(transfer), 201, EntryAnswers.Transfer, payeeParam: "to");
    }
}
