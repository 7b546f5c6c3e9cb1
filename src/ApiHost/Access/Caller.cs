using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Who is asking, as the API key says.</summary>
/// <param name="Owner">The user, merchant or custodian whom the key is bound to; null for roles without one.</param>
/// <param name="Principal">
/// What idempotency keys belong to: the owner, so that a new API key of the same owner still finds the requests of the old one; else the key itself.
/// </param>
internal sealed record Caller(KeyRole Role, OwnerId? Owner, string Principal)
{
    public static Caller Of(ApiKey key) => new(key.Role, key.Owner, key.Owner is { } owner ? owner.ToString() : $"key-{key.Id:N}");
}
