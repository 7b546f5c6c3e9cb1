using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Granary.Fixtures;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>
/// A connection breaks around the commit: the database's, before the commit or after it, or the client's. Whoever sends again, ten times, gets one
/// posting and ten times the same bytes.
/// </summary>
public sealed class LostAnswerTests(ITestOutputHelper output)
{
    private const int Again = 10;
    private static readonly int Rounds = Campaign.IsLong ? 300 : 10;

    [PostgresFact]
    public async Task A_payment_whose_answer_is_lost_and_that_is_sent_ten_times_happens_once()
    {
        using var postgres = new PostgresServer();
        var straight = postgres.CreateDatabase();
        using var wire = new CuttingProxy(postgres.Port);
        wire.CutOnly("granary writer");
        using var store = new Store(straight.Replace($"Port={postgres.Port}", $"Port={wire.Port}", StringComparison.Ordinal));
        using var granary = await GranaryProcess.StartAsync(store);
        using var sandbox = granary.Client("sandbox");
        using var bank = granary.Client("bank");
        Assert.True((await sandbox.PutAsync("/v1/merchants/1")).IsSuccess);
        Assert.True((await sandbox.PutAsync("/v1/users/1")).IsSuccess);
        Assert.True((await bank.PostAsync("/v1/custody/icbc/deposits", """{"user":"1","amountMinor":1000000,"currency":"CNY","bankReference":"b"}""", "b")).IsSuccess);

        Action<string>[] breaks = [_ => wire.CutNextAnswer(), _ => wire.CutNextRequest(), key => AskAndHangUp(granary, key)];
        for (var round = 0; round < Rounds; round++)
        {
            for (var way = 0; way < breaks.Length; way++)
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"p-{round}-{way}");
                breaks[way](key);
                var first = await sandbox.PostAsync("/v1/users/1/payments", Payment(key), key);
                Assert.True(first is { Status: 201 } or { Status: 503, RetryAfter: not null }, first.ToString());
                var replies = await Task.WhenAll(Enumerable.Range(0, Again).Select(_ => sandbox.PostAsync("/v1/users/1/payments", Payment(key), key)));
                Assert.All(replies, reply => Assert.Equal((201, replies[0].Body), (reply.Status, reply.Body)));
                if (first.IsSuccess) Assert.Equal(first.Body, replies[0].Body);
            }
        }

        using var auditor = granary.Client("auditor");
        var cash = (await auditor.GetAsync("/v1/users/1"))["balances"]!.AsArray().Single(balance => balance!["pocket"]!.GetValue<string>() == "cash");
        Assert.Equal(1_000_000 - (Rounds * breaks.Length), cash!["amountMinor"]!.GetValue<long>());
        Assert.Equal(Rounds * breaks.Length, PostgresServer.Number(straight, "select count(*) from journal_line where reference like 'p-%'"));
        using var http = new HttpClient();
        var unknown = (await http.GetStringAsync(new Uri($"{granary.Url}/metrics"))).Split('\n').First(line => line.StartsWith("granary_journal_unknown_total", StringComparison.Ordinal));
        Assert.False(unknown.EndsWith(" 0", StringComparison.Ordinal), "no commit was ever in doubt, so nothing was shown");
        var (code, said) = Programs.Verify(new Store(straight));
        Assert.True(code == 0, said);
        output.WriteLine($"{Rounds * breaks.Length} payments, each sent {Again} times more: each once, all answers alike; {unknown}");
    }

    private static string Payment(string key) => $$"""{"merchant":"1","amountMinor":1,"currency":"CNY","scene":"mall","order":"{{key}}"}""";

    // The request arrives whole, and nobody is there any more to hear the answer.
    private static void AskAndHangUp(GranaryProcess granary, string key)
    {
        var host = new Uri(granary.Url);
        using var client = new TcpClient(host.Host, host.Port);
        var body = Payment(key);
        client.GetStream().Write(Encoding.ASCII.GetBytes(
            $"POST /v1/users/1/payments HTTP/1.1\r\nHost: {host.Authority}\r\nAuthorization: Bearer {granary.KeyOf("sandbox")}\r\nIdempotency-Key: {key}\r\n" +
            $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        Thread.Sleep(5);
    }
}
