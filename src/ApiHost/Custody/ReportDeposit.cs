using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>A bank reports that money of a user has arrived. The same reference is the same deposit, whatever the Idempotency-Key.</summary>
internal static class ReportDeposit
{
    private static readonly OwnerField User = new("user", OwnerKind.User);
    private static readonly AmountField AmountMinor = new("amountMinor");
    private static readonly CurrencyField Currency = new("currency");
    private static readonly TextField BankReference = new("bankReference");

    public static Operation Operation { get; } = new("Report a deposit", Handle)
    {
        Body = new BodyShape(User, AmountMinor, Currency, BankReference),
        Key = KeyRule.Required,
        Answers = [(201, "DepositReported")],
        Refusals =
        [
            Outcome.KeyReused, Outcome.AmountTooLarge, Outcome.OwnerUnknown, Outcome.OwnerClosed, Outcome.OwnerFrozen, Outcome.PayeeUnknown,
            Outcome.PayeeClosed, Outcome.BankReferenceReused, Outcome.BankBalanceTooLarge,
        ],
    };

    private static ValueTask<Reply> Handle(ApiCall call)
    {
        var body = call.Body;
        var report = new CustodyCommand.ReportDeposit(
            call.CommandId, call.RequestHash, User.In(body), AmountMinor.In(body), Currency.In(body), BankReference.In(body)!);
        return call.AnswerAsync(call.Custodian.Execute(report), 201, BusinessAnswers.Deposit, payeeParam: "user");
    }
}
