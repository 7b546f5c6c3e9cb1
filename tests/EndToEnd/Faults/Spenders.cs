using System.Globalization;

namespace Granary.EndToEnd;

/// <summary>
/// Users whose books one host has in memory, and who spend all they have at another while the first stands still. It wakes and remembers them rich;
/// asked to spend it again it decides to, and only the fence keeps that out of the journal.
/// </summary>
internal sealed class Spenders(Besieged besieged, Records records)
{
    public const int Count = 12;
    private const int Till = 1_000;
    private const long CashMinor = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private int first = 1_001, spent;

    private IEnumerable<int> Users => Enumerable.Range(first, Count);

    /// <summary>New ones come to this host, are given money there, and use it for the first time.</summary>
    public async Task ComeAsync(string host)
    {
        first += Count;
        using var sandbox = besieged.Cluster.Client(host, "sandbox");
        using var sender = new Sender(besieged.Cluster[host], records);
        Assert.True((await sandbox.PutAsync($"/v1/users/{Till}")).IsSuccess);
        foreach (var user in Users)
        {
            Assert.True((await sandbox.PutAsync($"/v1/users/{user}")).IsSuccess);
            Assert.True(await sender.InsistAsync(Town.Deposit($"user-{user}", CashMinor), Patience) is { IsSuccess: true });
        }
        Assert.All(await SpendAsync(host, amountMinor: 1), reply => Assert.True(reply.IsSuccess, reply.ToString()));
    }

    /// <summary>Spends everything, at a host that has to read from the journal who they are.</summary>
    public async Task SpendAllAsync(string host) => Assert.All(await SpendAsync(host, CashMinor - 1), reply => Assert.True(reply.IsSuccess, reply.ToString()));

    /// <summary>Spends it again at the host that does not know of that.</summary>
    public async Task SpendAgainAsync(string host) => Assert.All(await SpendAsync(host, CashMinor - 1), reply =>
    {
        Assert.True(reply.Status == 422, $"spent twice: {reply}");
        Assert.Equal("insufficient_funds", reply.Json["code"]!.GetValue<string>());
    });

    private async Task<Reply[]> SpendAsync(string host, long amountMinor)
    {
        using var sandbox = besieged.Cluster.Client(host, "sandbox");
        var body = $$"""{"to":"user-{{Till}}","amountMinor":{{amountMinor}},"currency":"CNY"}""";
        return await Task.WhenAll(Users.Select(async user =>
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"spend-{user}-{Interlocked.Increment(ref spent)}");
            Reply? reply = null;
            await Wait.UntilAsync(async () => (reply = await sandbox.PostAsync($"/v1/users/{user}/transfers", body, key)).Status != 503, Patience, $"{host} answers {key}");
            return reply!;
        }));
    }
}
