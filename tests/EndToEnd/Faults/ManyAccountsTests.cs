using System.Diagnostics;
using System.Globalization;
using Granary.Fixtures;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>A power cut below a ledger that is large. How soon everybody can pay again must not depend on how many they are.</summary>
public sealed class ManyAccountsTests(ITestOutputHelper output)
{
    private const long FirstNumber = 1_000_001, DepositMinor = 100_000;
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);
    private static readonly int AccountCount = Campaign.IsLong ? 1_000_000 : 2_000;

    [PostgresFact]
    public async Task PostgreSQL_and_its_host_killed_are_ready_in_time_however_many_accounts_there_are()
    {
        using var postgres = new PostgresServer();
        using var store = new Store(postgres.CreateDatabase());
        using (var before = await GranaryProcess.StartAsync(store))
        {
            Seed(before);
            postgres.Kill9();
            before.Kill9();
        }

        var startedAt = Stopwatch.GetTimestamp();
        postgres.Start();
        using var granary = await GranaryProcess.StartAsync(store);
        var ready = Stopwatch.GetElapsedTime(startedAt);
        using var sandbox = granary.Client("sandbox");
        var paid = await sandbox.PostAsync(
            $"/v1/users/{FirstNumber + AccountCount - 1}/payments",
            $$"""{"merchant":"{{FirstNumber}}","amountMinor":100,"currency":"CNY","scene":"mall"}""", "after-the-power-cut");
        var answered = Stopwatch.GetElapsedTime(startedAt);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{AccountCount:N0} accounts: ready after {ready.TotalSeconds:F1} s, the first payment answered after {answered.TotalSeconds:F1} s"));

        Assert.True(paid.Status == 201, paid.ToString());
        Assert.True(answered < ReadyWithin, $"ready after {answered}");
        using var auditor = granary.Client("auditor");
        var proof = await auditor.GetAsync("/v1/ledger/proof");
        Assert.Equal(0, proof["sumsMinor"]!["CNY"]!.GetValue<long>());
        // Each deposit was acknowledged before the cut.
        Assert.Equal(AccountCount * DepositMinor, proof["custodyMinor"]!["CNY"]!.GetValue<long>());
    }

    private static void Seed(GranaryProcess granary)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            Built.PathOf("Cli"), "seed", "--url", granary.Url, "--users", $"{AccountCount}", "--merchants", "10",
            "--first", $"{FirstNumber}", "--deposit", $"{DepositMinor}", "--quiet",
        ])
        { RedirectStandardError = true };
        foreach (var (role, key) in granary.Keys) start.Environment[$"GRANARY_KEY_{role.ToUpperInvariant()}"] = key;
        using var seed = Process.Start(start)!;
        var errors = seed.StandardError.ReadToEnd();
        seed.WaitForExit();
        Assert.True(seed.ExitCode == 0, errors);
    }
}
