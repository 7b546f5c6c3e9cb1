using System.Text;
using Granary.Ledger;

namespace Granary.ApiHost.Tests;

/// <summary>Mutated bodies by the thousand: whatever comes, it is the client's fault or it is carried out, and never a 5xx.</summary>
[Collection("api")]
public sealed class Fuzz(Api api)
{
    private const int CasesPerRoute = 4_000;
    private static readonly string[] Spice = ["{", "}", "[", "]", "\"", ":", ",", "\\", "\\u0000", "\\ud800", "null", "true", "1e999", "-1", "0", "9223372036854775808", "\u0000", "\uFEFF", "{}", "[]", "\"\"", "\t", "\u4f60"];

    public static TheoryData<string, string> Routes { get; } = new()
    {
        { "/v1/users/@U/payments", """{"merchant":"@M","amountMinor":1,"currency":"CNY","scene":"mall","order":"A","shares":[{"payee":"platform-1","amountMinor":1}]}""" },
        { "/v1/users/@U/transfers", """{"to":"user-7","amountMinor":1,"currency":"CNY","note":"hello"}""" },
        { "/v1/users/@U/holds", """{"merchant":"@M","amountMinor":1,"currency":"CNY","scene":"taxi","order":"A","ttlSeconds":60}""" },
        { "/v1/merchants/@M/settlements", """{"businessDate":"2026-11-22"}""" },
        { "/v1/webhooks", """{"url":"https://shop.example/hooks?a=1","owner":"merchant-@M","events":["settled","payment-made"]}""" },
        { "/v1/payments/batch", """[{"user":"@U","merchant":"@M","amountMinor":1,"currency":"CNY","scene":"mall"},{"user":"@U","merchant":"@M","amountMinor":2,"currency":"CNY","scene":"mall","order":"B"}]""" },
    };

    [Theory, MemberData(nameof(Routes))]
    public async Task No_mutated_body_gets_a_5xx(string path, string body)
    {
        const int seed = 20_261_122;
        var random = new Random(seed);
        var (user, merchant) = (await api.UserAsync(cashMinor: 1_000_000), await api.MerchantAsync());
        string Filled(string text) => text.Replace("@U", $"{user}", StringComparison.Ordinal).Replace("@M", $"{merchant}", StringComparison.Ordinal);
        var bodies = Enumerable.Range(0, CasesPerRoute).Select(_ => Mutated(Encoding.UTF8.GetBytes(Filled(body)), random)).ToList();
        await Parallel.ForEachAsync(bodies, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (bytes, _) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(api.Url, Filled(path))) { Content = new ByteArrayContent(bytes) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.Add("Authorization", $"Bearer {api.Key(KeyRole.Sandbox)}");
            request.Headers.Add("Idempotency-Key", api.NextKey());
            var reply = await api.SendAsync(request);
            Assert.True(reply.Status < 500, $"seed {seed}: {reply.Status} for {Convert.ToBase64String(bytes)}");
            if (reply.Status >= 400) Assert.Equal("application/problem+json", reply.ContentType);
        });
        var proof = (await api.GetAsync("/v1/ledger/proof")).Must(200);
        Assert.Equal("0", proof.Text("sumsMinor", "CNY"));
    }

    private static byte[] Mutated(byte[] body, Random random)
    {
        var bytes = body.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            var place = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(place, Math.Min(random.Next(1, 8), bytes.Count - place));
                    break;
                case 2:
                    bytes.InsertRange(place, Encoding.UTF8.GetBytes(Spice[random.Next(Spice.Length)]));
                    break;
                case 3:
                    bytes.InsertRange(place, bytes.GetRange(0, random.Next(bytes.Count)));
                    break;
                default:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
            }
        }
        return [.. bytes];
    }
}
