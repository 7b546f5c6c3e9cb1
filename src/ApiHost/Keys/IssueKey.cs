using System.Text.Json;
using Granary.Grains;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Makes an API key. Its secret is in this answer, and in the same answer asked for again, and nowhere else.</summary>
internal static class IssueKey
{
    private static readonly ChoiceField<KeyRole> Role = Choice.OfRole("role");
    private static readonly TextField Name = new("name");
    private static readonly OwnerField Owner = new("owner", kind: null) { IsRequired = false };
    private static readonly TextField Custodian = new("custodian") { IsRequired = false };

    /// <param name="isSandbox">Its keys are good for nothing anywhere else.</param>
    public static Operation In(bool isSandbox) => new("Issue an API key", call => HandleAsync(call, isSandbox))
    {
        Body = new BodyShape(Role, Name, Owner, Custodian),
        Key = KeyRule.Required,
        Answers = [(201, "KeyIssued")],
        Refusals = [Outcome.KeyReused],
    };

    private static async ValueTask<Reply> HandleAsync(ApiCall call, bool isSandbox)
    {
        if (FindOwner(call, out var owner) is { } wrong) return wrong;
        var secret = ApiKeySecret.Derive(call.Services.Secret, $"{call.CommandId:N}");
        var issue = new PlatformCommand.IssueKey(
            call.CommandId, call.RequestHash, ApiKeySecret.HashOf(secret), Role.In(call.Body), owner, Name.In(call.Body)!, isSandbox);
        var asked = call.Grains.GetGrain<IPlatformGrain>(OwnerId.Platform.Number).Execute(issue);
        return await call.AnswerAsync(asked, 201, (writer, entry) => Write(writer, ((PlatformEvent.KeyIssued)entry.Event).Key, secret));
    }

    /// <summary>A key speaks for whom its role says: a user, a merchant, a bank, or nobody in particular.</summary>
    private static Problem? FindOwner(ApiCall call, out OwnerId? owner)
    {
        owner = Owner.FindIn(call.Body);
        var kind = KindOf(Role.In(call.Body));
        if (kind == OwnerKind.Custody)
        {
            if (owner is not null) return NotHere("owner");
            if (Custodian.In(call.Body) is not { } name) return Missing("custodian");
            var unknown = call.FindCustodian(name, "custodian", out var custodian);
            owner = custodian;
            return unknown;
        }
        if (Custodian.IsIn(call.Body)) return NotHere("custodian");
        if (kind is null) return owner is null ? null : NotHere("owner");
        if (owner is null) return Missing("owner");
        return owner.Value.Kind == kind ? null : Problems.InvalidOwner.With($"A key of this role needs a {OwnerText.NameOf(kind.Value)}.", "owner");
    }

    private static Problem Missing(string param) => Problems.MissingField.With("A key of this role needs the field.", param);

    private static Problem NotHere(string param) => Problems.UnknownField.With("A key of this role has no such field.", param);

    private static OwnerKind? KindOf(KeyRole role) => role switch
    {
        KeyRole.User => OwnerKind.User,
        KeyRole.Merchant => OwnerKind.Merchant,
        KeyRole.Bank => OwnerKind.Custody,
        KeyRole.Operator or KeyRole.Auditor or KeyRole.Sandbox => null,
    };

    private static void Write(Utf8JsonWriter writer, ApiKey key, string secret)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("key"u8);
        ListKeys.WriteMembers(writer, key);
        writer.WriteEndObject();
        // After a change of the host's secret a replay would derive another one: no secret is better than a wrong one.
        if (ApiKeySecret.HashOf(secret) == key.Hash) writer.WriteString("secret"u8, secret);
        writer.WriteEndObject();
    }
}
