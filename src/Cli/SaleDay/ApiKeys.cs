namespace Granary.Cli.SaleDay;

/// <summary>The secrets of the roles that a sale day needs, as <c>./run</c> prints them.</summary>
/// <param name="Sandbox">Acts for any user or merchant.</param>
/// <param name="Bank">Reports deposits and ends withdrawals.</param>
/// <param name="Operator">Opens owners, settles, reads the proof.</param>
public sealed record ApiKeys(string Sandbox, string Bank, string Operator)
{
    public static IReadOnlyList<string> Roles { get; } = ["sandbox", "bank", "operator"];

    /// <summary>From <c>role=secret</c> options, which win, and from the environment; the error names what is missing.</summary>
    public static (ApiKeys? Keys, string? Error) Find(IReadOnlyList<string> options, Func<string, string?> environment)
    {
        var found = Roles.ToDictionary(role => role, role => environment($"GRANARY_KEY_{role.ToUpperInvariant()}"), StringComparer.Ordinal);
        foreach (var option in options)
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !found.ContainsKey(option[..equals]))
                return (null, $"--key {option}: write ROLE=SECRET with a role of {string.Join(", ", Roles)}");
            found[option[..equals]] = option[(equals + 1)..];
        }
        var missing = Roles.Where(role => string.IsNullOrEmpty(found[role])).ToList();
        if (missing.Count > 0) return (null, $"no key for {string.Join(", ", missing)}: give --key ROLE=SECRET or set GRANARY_KEY_<ROLE> (./run prints them)");
        return (new ApiKeys(found["sandbox"]!, found["bank"]!, found["operator"]!), null);
    }
}
