using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Asks for cash to be paid out through a partner bank, which confirms or refuses later.</summary>
internal static class AskWithdrawal
{
    private static readonly TextField Custodian = new("custodian");
    private static readonly AmountField AmountMinor = new("amountMinor");
    private static readonly CurrencyField Currency = new("currency");

    public static Operation Operation { get; } = new("Ask for cash to be paid out", Handle)
    {
        Body = new BodyShape(Custodian, AmountMinor, Currency),
        Key = KeyRule.Required,
        Answers = [(201, "WithdrawalAsked")],
        Refusals =
        [
            Outcome.KeyReused, Outcome.AmountTooLarge, Outcome.OwnerUnknown, Outcome.OwnerClosed, Outcome.OwnerFrozen, Outcome.PayeeUnknown,
            Outcome.PayeeClosed, Outcome.PayeeFrozen, Outcome.InsufficientFunds,
        ],
    };

    private static async ValueTask<Reply> Handle(ApiCall call)
    {
        var body = call.Body;
        if (call.FindCustodian(Custodian.In(body)!, "custodian", out var custodian) is { } unknown) return unknown;
        var ask = new UserCommand.AskWithdrawal(call.CommandId, call.RequestHash, custodian, AmountMinor.In(body), Currency.In(body));
        return await call.AnswerAsync(call.User.Execute(ask), 201, EntryAnswers.Withdrawal, payeeParam: "custodian");
    }
}
