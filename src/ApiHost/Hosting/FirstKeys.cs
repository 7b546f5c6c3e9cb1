using Granary.Grains;
using Granary.Ledger;
using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>
/// The keys that are there before anybody could ask for one: a sandbox's four, the same at every start of the same folder; elsewhere one
/// operator, whose secret the environment gives. Making one known again is the same command, so it does nothing.
/// </summary>
internal static class FirstKeys
{
    public const string OperatorVariable = "GRANARY_OPERATOR_KEY";

    private static readonly KeyRole[] SandboxRoles = [KeyRole.Operator, KeyRole.Auditor, KeyRole.Bank, KeyRole.Sandbox];

    public static IEnumerable<(KeyRole Role, string Secret)> OfSandbox(HostSecret secret) =>
        SandboxRoles.Select(role => (role, ApiKeySecret.Derive(secret, $"sandbox {role.Name()}")));

    /// <exception cref="InvalidDataException">The variable does not hold a key.</exception>
    public static IEnumerable<(KeyRole Role, string Secret)> OfEnvironment(string? operatorSecret)
    {
        if (operatorSecret is null) return [];
        return ApiKeySecret.LooksLike(operatorSecret) ? [(KeyRole.Operator, operatorSecret)] : throw new InvalidDataException($"{OperatorVariable} must hold gk_ and 43 characters");
    }

    /// <param name="isSandbox">The journal remembers it of the key, which then is good for nothing anywhere else.</param>
    public static async Task IssueAsync(IGrainFactory grains, KeyRole role, string secret, bool isSandbox)
    {
        var hash = ApiKeySecret.HashOf(secret);
        var platform = grains.GetGrain<IPlatformGrain>(OwnerId.Platform.Number);
        if (await platform.FindKey(hash) is { } known)
        {
            // Silence would be a host that nobody can operate.
            if (known.IsOfSandbox && !isSandbox) throw new InvalidDataException($"{OperatorVariable} holds a key that a sandbox has printed: make another one");
            return;
        }
        var issue = new PlatformCommand.IssueKey(
            CommandId.OfRequest("granary", $"first key {role.Name()} {hash}"), CommandId.HashOf(hash), hash, role, Owner: null, $"first {role.Name()}", isSandbox);
        var answer = await platform.Execute(issue);
        if (answer.Outcome != Outcome.Accepted) throw new InvalidOperationException($"the {role.Name()} key was refused: {answer.Outcome}");
    }
}
