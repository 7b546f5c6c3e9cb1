using System.Globalization;

namespace Granary.EndToEnd;

/// <summary>A few users and merchants of one bank, and the random commands they send.</summary>
public sealed class Town(int users, int merchants, long cashMinor = 1_000_000)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static int keys;

    /// <summary>Every owner's page of the API, by the owner's name.</summary>
    public IReadOnlyDictionary<string, string> Pages { get; } = Enumerable.Range(1, users).Select(i => ($"user-{i}", $"/v1/users/{i}"))
        .Concat(Enumerable.Range(1, merchants).Select(i => ($"merchant-{i}", $"/v1/merchants/{i}")))
        .Append(("custody-1", "/v1/custody/icbc"))
        .ToDictionary(owner => owner.Item1, owner => owner.Item2);

    public int Users => users;

    public async Task OpenAsync(IEntrance entrance, Records records)
    {
        using var sandbox = entrance.Client("sandbox");
        foreach (var page in Pages.Values.Where(page => !page.Contains("custody", StringComparison.Ordinal)))
        {
            // Hosts that have only just come, all at once on one machine, may ask for another moment.
            await Wait.UntilAsync(async () =>
            {
                var reply = await sandbox.PutAsync(page);
                Assert.True(reply.IsSuccess || reply.Status == 503, $"{page}: {reply}");
                return reply.IsSuccess;
            }, Patience, $"{page} opened");
        }
        using var sender = new Sender(entrance, records);
        for (var user = 1; user <= users; user++) Assert.True(await sender.InsistAsync(Deposit($"user-{user}", cashMinor), Patience) is { IsSuccess: true });
    }

    public Sent Next(Random random) => Next(random, random.Next(1, users + 1));

    public Sent Next(Random random, int user) => random.Next(10) switch
    {
        < 6 => NextPayment(random, user),
        < 8 => Transfer(user, (user % users) + 1, random.Next(1, 5_000)),
        _ => Deposit($"user-{user}", random.Next(1, 5_000)),
    };

    public Sent NextPayment(Random random, int user) => Payment(user, $"merchant-{random.Next(1, merchants + 1)}", random.Next(1, 5_000));

    private static Sent Payment(int user, string merchant, long amountMinor)
    {
        var key = NextKey();
        return new Sent(
            "sandbox", $"/v1/users/{user}/payments",
            $$"""{"merchant":"{{merchant}}","amountMinor":{{amountMinor}},"currency":"CNY","scene":"mall","order":"{{key}}"}""",
            key, new Movement("payment-made", $"user-{user}", "cash", merchant, "pending", amountMinor));
    }

    private static Sent Transfer(int user, int to, long amountMinor)
    {
        var key = NextKey();
        return new Sent(
            "sandbox", $"/v1/users/{user}/transfers", $$"""{"to":"user-{{to}}","amountMinor":{{amountMinor}},"currency":"CNY"}""",
            key, new Movement("transfer-made", $"user-{user}", "cash", $"user-{to}", "cash", amountMinor));
    }

    public static Sent Deposit(string user, long amountMinor)
    {
        var key = NextKey();
        return new Sent(
            "bank", "/v1/custody/icbc/deposits", $$"""{"user":"{{user}}","amountMinor":{{amountMinor}},"currency":"CNY","bankReference":"{{key}}"}""",
            key, new Movement("deposit-reported", "custody-1", "bank", user, "cash", amountMinor));
    }

    private static string NextKey() => string.Create(CultureInfo.InvariantCulture, $"k-{Interlocked.Increment(ref keys)}");
}
