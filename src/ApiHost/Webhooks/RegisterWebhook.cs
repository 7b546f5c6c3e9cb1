using Granary.Ledger;
using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>Asks to be told of entries. The secret to check their signatures with is in this answer, and in the same answer asked for again.</summary>
internal static class RegisterWebhook
{
    private static readonly ChoicesField<EntryKind> Events =
        new("events", Problems.InvalidEvent, [.. Enum.GetValues<EntryKind>().Select(kind => (kind.Name(), kind))]) { IsRequired = false };

    private static readonly OwnerField Owner = new("owner", kind: null) { IsRequired = false };

    /// <param name="isSandbox">There a webhook may go to any address, also without TLS.</param>
    public static Operation In(bool isSandbox)
    {
        var url = new UrlField("url", isSandbox);
        return new Operation("Register a webhook", call => HandleAsync(call, url))
        {
            Body = new BodyShape(url, Owner, Events),
            Key = KeyRule.Required,
            Answers = [(201, "WebhookRegistered")],
            Refusals = [Outcome.KeyReused, Outcome.OwnerUnknown, Outcome.TooManyWebhooks],
        };
    }

    private static async ValueTask<Reply> HandleAsync(ApiCall call, UrlField url)
    {
        if (FindOwner(call, out var owner) is { } wrong) return wrong;
        var register = new PlatformCommand.RegisterWebhook(call.CommandId, call.RequestHash, url.In(call.Body), owner, Events.In(call.Body), StartsAfter: []);
        return await call.AnswerAsync(call.WebhookDesk().Register(register), 201, (writer, entry) =>
        {
            var webhook = Webhook.Of(entry.CommandId, (PlatformEvent.WebhookRegistered)entry.Event);
            writer.WriteStartObject();
            writer.WritePropertyName("webhook"u8);
            WebhookAnswers.Write(writer, webhook);
            writer.WriteString("secret"u8, WebhookSecret.TextOf(call.Services.Secret, webhook.Id, generation: 1));
            writer.WriteEndObject();
        }, ownerParam: "owner");
    }

    /// <summary>A bound key speaks for its owner; an operator for a merchant, a custodian or the whole ledger; a sandbox's keys for one of their kind.</summary>
    private static Problem? FindOwner(ApiCall call, out OwnerId? owner)
    {
        var caller = call.Caller;
        owner = Owner.FindIn(call.Body) ?? caller.Owner;
        if (owner is null) return caller.Role == KeyRole.Operator ? null : Problems.MissingField.With("A key that is bound to nobody must say whose entries it means.", "owner");
        if (owner.Value.Kind is not (OwnerKind.Merchant or OwnerKind.Custody)) return Problems.InvalidOwner.With("Webhooks are for merchants and custodians, such as merchant-2 or custody-1.", "owner");
        var isFor = new PlatformEvent.WebhookRegistered("", owner, [], []);
        return caller.Sees(Webhook.Of(default, isFor)) ? null : Problems.Forbidden.Plain("owner");
    }
}
