using Granary.Ledger;
using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>Every route of the API and who may call it. This page is the whole of what the world can reach.</summary>
internal static class Routes
{
    public static ApiRoutes Of(bool isSandbox, HostReadiness readiness, MetricsPage metrics)
    {
        const KeyRole Operator = KeyRole.Operator;
        const KeyRole Auditor = KeyRole.Auditor;
        const KeyRole Bank = KeyRole.Bank;
        const KeyRole User = KeyRole.User;
        const KeyRole Merchant = KeyRole.Merchant;
        const KeyRole Sandbox = KeyRole.Sandbox;
        var api = new ApiRoutes();

        api.Put("/v1/users/{id}", OpenUser.Operation).Any(Operator, Sandbox);
        api.Post("/v1/users/{id}/payments", MakePayment.Operation).Own(User).Any(Sandbox);
        api.Post("/v1/users/{id}/transfers", MakeTransfer.Operation).Own(User).Any(Sandbox);
        api.Post("/v1/users/{id}/holds", PlaceHold.Operation).Own(User).Any(Sandbox);
        // Any merchant: the ledger lets it take only what is held for it.
        api.Post("/v1/users/{id}/holds/{hold}/capture", CaptureHold.Operation).Own(User).Any(Merchant, Sandbox);
        api.Post("/v1/users/{id}/holds/{hold}/release", ReleaseHold.Operation).Any(Merchant, Sandbox);
        api.Post("/v1/users/{id}/withdrawals", AskWithdrawal.Operation).Own(User).Any(Sandbox);
        // A user's key may only pay for itself; which item is whose, the batch checks.
        api.Post("/v1/payments/batch", PayBatch.Operation).Any(User, Sandbox);

        api.Put("/v1/merchants/{id}", OpenMerchant.Operation).Any(Operator, Sandbox);
        api.Post("/v1/merchants/{id}/refunds", RefundPayment.Operation).Own(Merchant).Any(Sandbox);
        api.Post("/v1/merchants/{id}/confirmations", ConfirmReceipt.Operation).Own(Merchant).Any(Operator, Sandbox);
        api.Post("/v1/merchants/{id}/settlements", SettleMerchant.Operation).Own(Merchant).Any(Operator, Sandbox);

        api.Post("/v1/custody/{bank}/deposits", ReportDeposit.Operation).Own(Bank);
        api.Post("/v1/custody/{bank}/withdrawals/{withdrawal}/confirm", ConfirmWithdrawal.Operation).Own(Bank);
        api.Post("/v1/custody/{bank}/withdrawals/{withdrawal}/refuse", RefuseWithdrawal.Operation).Own(Bank);

        foreach (var (owner, reader) in new[] { ("/v1/users/{id}", User), ("/v1/merchants/{id}", Merchant) })
        {
            api.Get(owner, ReadOwner.Operation).Own(reader).Any(Operator, Auditor, Sandbox);
            api.Get($"{owner}/balances", ReadBalances.Operation).Own(reader).Any(Operator, Auditor, Sandbox);
            api.Get($"{owner}/entries", ReadEntries.Operation).Own(reader).Any(Operator, Auditor, Sandbox);
            api.Post($"{owner}/freeze", FreezeOwner.Operation).Any(Operator);
            api.Post($"{owner}/unfreeze", UnfreezeOwner.Operation).Any(Operator);
            api.Post($"{owner}/close", CloseOwner.Operation).Any(Operator);
        }
        api.Get("/v1/users/{id}/velocity", ReadVelocity.OfOwner).Any(Operator, Auditor, Sandbox);
        api.Get("/v1/merchants/{id}/velocity", ReadVelocity.OfOwner).Own(Merchant).Any(Operator, Auditor, Sandbox);
        api.Get("/v1/devices/{device}/velocity", ReadVelocity.OfDevice).Any(Operator, Auditor, Sandbox);
        api.Get("/v1/merchants/{id}/flow", ReadFlow.Operation).Own(Merchant).Any(Operator, Auditor, Sandbox);
        api.Get("/v1/custody/{bank}", ReadOwner.Operation).Own(Bank).Any(Operator, Auditor);
        api.Get("/v1/custody/{bank}/balances", ReadBalances.Operation).Own(Bank).Any(Operator, Auditor);
        api.Get("/v1/custody/{bank}/entries", ReadEntries.Operation).Own(Bank).Any(Operator, Auditor);

        api.Get("/v1/ledger/proof", ReadProof.Operation).Any(Operator, Auditor);
        api.Get("/v1/trace/{id}", Trace.Operation).Any(Operator, Auditor, Sandbox);

        api.Post("/v1/keys", IssueKey.In(isSandbox)).Any(Operator);
        api.Get("/v1/keys", ListKeys.Operation).Any(Operator);
        api.Delete("/v1/keys/{id}", RevokeKey.Operation).Any(Operator);

        // Which webhooks are a key's own, the operations check: there is no owner in the path.
        api.Post("/v1/webhooks", RegisterWebhook.In(isSandbox)).Any(Operator, Merchant, Bank, Sandbox);
        api.Get("/v1/webhooks", ListWebhooks.Operation).Any(Operator, Auditor, Merchant, Bank, Sandbox);
        api.Get("/v1/webhooks/{id}", ReadWebhook.Operation).Any(Operator, Auditor, Merchant, Bank, Sandbox);
        api.Delete("/v1/webhooks/{id}", RemoveWebhook.Operation).Any(Operator, Merchant, Bank, Sandbox);
        api.Post("/v1/webhooks/{id}/secrets", RollWebhookSecret.Operation).Any(Operator, Merchant, Bank, Sandbox);
        api.Post("/v1/webhooks/{id}/enable", EnableWebhook.Operation).Any(Operator, Merchant, Bank, Sandbox);
        api.Post("/v1/webhooks/{id}/test", TestWebhook.Operation).Any(Operator, Merchant, Bank, Sandbox);
        api.Get("/v1/webhooks/{id}/dead-letters", DeadLetters.List).Any(Operator, Auditor, Merchant, Bank, Sandbox);
        api.Post("/v1/webhooks/{id}/dead-letters/replay", DeadLetters.ReplayAll).Any(Operator, Merchant, Bank, Sandbox);
        api.Post("/v1/webhooks/{id}/dead-letters/{delivery}/replay", DeadLetters.ReplayOne).Any(Operator, Merchant, Bank, Sandbox);

        api.Get("/v1/cluster", ReadCluster.Operation).Any(Operator, Auditor);
        api.Post("/v1/cluster/hosts/{host}/drain", DrainHost.Operation).Any(Operator);

        if (isSandbox)
        {
            api.Get("/v1/sandbox/clock", ReadClock.Operation).Any(Operator, Auditor, Bank, User, Merchant, Sandbox);
            api.Post("/v1/sandbox/clock", AdvanceClock.Operation).Any(Operator, Sandbox);
        }

        api.Get("/health/live", Health.Live).Open();
        api.Get("/health/ready", Health.Ready(readiness)).Open();
        // For the internal network: nothing here names an owner, but it tells how busy the house is.
        api.Get("/metrics", Health.Metrics(metrics)).Open();
        api.Get("/openapi/v1.json", ApiDocument.OperationOver(api)).Open();
        return api;
    }
}
