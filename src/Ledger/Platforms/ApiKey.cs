using System.Text.Json.Serialization;
using Orleans;

namespace Granary.Ledger;

/// <summary>Who an API key speaks for. The numbers are stored and never change.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<KeyRole>))]
public enum KeyRole : byte
{
    /// <summary>Opens, freezes and closes owners, runs settlements, issues keys.</summary>
    [JsonStringEnumMemberName("operator")] Operator = 1,

    /// <summary>Reads everything, changes nothing.</summary>
    [JsonStringEnumMemberName("auditor")] Auditor = 2,

    /// <summary>One custodian's own reports.</summary>
    [JsonStringEnumMemberName("bank")] Bank = 3,

    /// <summary>One user's own money.</summary>
    [JsonStringEnumMemberName("user")] User = 4,

    /// <summary>One merchant's own money.</summary>
    [JsonStringEnumMemberName("merchant")] Merchant = 5,

    /// <summary>Acts for any user or merchant. Only a sandbox has one.</summary>
    [JsonStringEnumMemberName("sandbox")] Sandbox = 6,
}

/// <summary>An API key without its secret.</summary>
/// <param name="Id">Names the key in lists and logs.</param>
/// <param name="Hash">SHA-256 of the secret in lower-case hex. The secret has 256 random bits, so a slow hash would add nothing.</param>
/// <param name="Owner">The user, merchant or custodian whom the key is bound to; null for roles without one, and for a sandbox's bank key.</param>
/// <param name="IsOfSandbox">A sandbox issued it, where secrets are printed and anybody may be an operator: elsewhere it is worth nothing.</param>
[GenerateSerializer, Immutable]
public sealed record ApiKey(
    [property: Id(0)] Guid Id, [property: Id(1)] string Hash, [property: Id(2)] KeyRole Role, [property: Id(3)] OwnerId? Owner, [property: Id(4)] string Name,
    [property: Id(5), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsOfSandbox = false);
