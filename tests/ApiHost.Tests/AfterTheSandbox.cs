using System.Net;
using Granary.Ledger;
using Granary.Silo;

namespace Granary.ApiHost.Tests;

/// <summary>A journal that began in a sandbox and is used in earnest.</summary>
public sealed class AfterTheSandbox : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("granary-after-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Neither_the_printed_keys_nor_those_that_they_issued_open_anything()
    {
        List<string> secrets = [];
        await using (var sandbox = await StartAsync(isSandbox: true))
        {
            secrets.AddRange(sandbox.PrintedKeys.Select(key => key.Secret));
            secrets.Add(await IssueAsync(sandbox, sandbox.PrintedKeys.First(key => key.Role == KeyRole.Operator).Secret));
            foreach (var secret in secrets[..2].Append(secrets[^1])) Assert.Equal(HttpStatusCode.OK, await AskAsync(sandbox, secret));
        }
        await using (var earnest = await StartAsync(isSandbox: false))
        {
            Assert.Empty(earnest.PrintedKeys);
            foreach (var secret in secrets) Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(earnest, secret));
        }
    }

    private async Task<ApiServer> StartAsync(bool isSandbox)
    {
        var server = ApiServer.Build(new HostArguments("http://127.0.0.1:0", new SiloOptions { DataFolder = folder, Sandbox = isSandbox }));
        await server.StartAsync();
        return server;
    }

    private static async Task<string> IssueAsync(ApiServer server, string secret)
    {
        using var http = ClientOf(secret);
        http.DefaultRequestHeaders.Add("Idempotency-Key", "second operator");
        using var body = new StringContent("""{"role":"operator","name":"second"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri($"{server.Url}/v1/keys"), body);
        using var issued = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return issued.RootElement.GetProperty("secret").GetString()!;
    }

    private static async Task<HttpStatusCode> AskAsync(ApiServer server, string secret)
    {
        using var http = ClientOf(secret);
        using var answer = await http.GetAsync(new Uri($"{server.Url}/v1/cluster"));
        return answer.StatusCode;
    }

    private static HttpClient ClientOf(string secret)
    {
        var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {secret}");
        return http;
    }
}
