using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Granary.Fixtures;
using Granary.Ledger;
using Granary.Silo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Granary.ApiHost.Tests;

/// <summary>One trace from the request to the journal, on either runtime; nothing of it names anybody, and none is made when nobody listens.</summary>
[Collection("api")]
public sealed class Traces : IAsyncLifetime
{
    private const long User = 7_310_558_204;
    private const long Merchant = 7_310_558_377;

    private readonly string folder = Directory.CreateTempSubdirectory("granary-traces-").FullName;
    private readonly HttpClient http = new();
    private ApiServer? server;
    private string bank = "", sandbox = "", keeper = "";

    public async Task InitializeAsync()
    {
        server = ApiServer.Build(new HostArguments("http://127.0.0.1:0", new SiloOptions { DataFolder = folder, CarriesTraces = true }));
        await server.StartAsync();
        var keys = server.PrintedKeys.ToDictionary(key => key.Role, key => key.Secret);
        (bank, sandbox, keeper) = (keys[KeyRole.Bank], keys[KeyRole.Sandbox], keys[KeyRole.Operator]);
        await SendAsync(HttpMethod.Put, $"/v1/users/{User}", sandbox, "{}");
        await SendAsync(HttpMethod.Put, $"/v1/merchants/{Merchant}", keeper, """{"name":"Corner shop"}""");
        await SendAsync(
            HttpMethod.Post, "/v1/custody/icbc/deposits", bank, $$"""{"user":"{{User}}","amountMinor":9000,"currency":"CNY","bankReference":"d-1"}""");
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        if (server is not null)
        {
            // Else its feeds would still lead, and write into the folder that goes.
            await server.Services.GetRequiredService<IHost>().StopAsync();
            await server.DisposeAsync();
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_request_with_a_traceparent_is_one_trace_down_to_the_journal()
    {
        using var spans = new Spans();
        var caller = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, traceState: null, isRemote: true);
        await PayAsync("trace-1", caller);

        var request = await spans.FirstAsync(span => Is(span, caller, "POST /v1/users/{id}/payments"));
        var command = await spans.FirstAsync(span => Is(span, caller, "grain command"));
        var decided = await spans.FirstAsync(span => Is(span, caller, "book batch"));
        var append = await spans.FirstAsync(span => Is(span, caller, "journal append"));
        Assert.Equal(caller.SpanId, request.ParentSpanId);
        Assert.Contains(request.SpanId, Ancestors(command, spans));
        Assert.Equal(command.SpanId, decided.ParentSpanId);
        Assert.Equal(decided.SpanId, append.ParentSpanId);
        Assert.Equal("/v1/users/{id}/payments", request.GetTagItem("http.route"));
        Assert.Equal(201, request.GetTagItem("http.response.status_code"));
        Assert.Equal("Pay", command.GetTagItem("granary.command"));
        Assert.Equal("Accepted", command.GetTagItem("granary.outcome"));
        Assert.Equal("appended", append.GetTagItem("granary.result"));
    }

    [Fact]
    public async Task A_batch_of_the_journal_is_linked_to_the_appends_that_it_serves_and_is_in_nobodys_trace()
    {
        using var spans = new Spans();
        await PayAsync("trace-2", caller: null);
        var append = await spans.FirstAsync(span => span.DisplayName == "journal append");
        var batch = await spans.FirstAsync(span => span.DisplayName == "journal batch" && span.Links.Any(link => link.Context.SpanId == append.SpanId));
        Assert.Equal(default, batch.ParentSpanId);
        Assert.NotEqual(append.TraceId, batch.TraceId);
    }

    [Fact]
    public async Task A_page_of_the_feed_is_a_trace_that_leads_to_who_was_credited()
    {
        using var spans = new Spans();
        await PayAsync("trace-3", caller: null);
        var credits = await spans.FirstAsync(span => span.DisplayName == "grain credits" && (string?)span.GetTagItem("granary.owner.kind") == nameof(OwnerKind.Merchant));
        var page = await spans.FirstAsync(span => span.DisplayName == "feed page" && span.TraceId == credits.TraceId);
        Assert.Equal(default, page.ParentSpanId);
        Assert.Contains(page.SpanId, Ancestors(credits, spans));
    }

    [Fact]
    public async Task A_traced_payment_leads_on_to_the_page_that_brings_it_and_to_the_message_that_tells_of_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await SendAsync(HttpMethod.Post, "/v1/webhooks", keeper, $$"""{"url":"{{receiver.Url}}","owner":"merchant-{{Merchant}}"}""");
        using var spans = new Spans();
        var caller = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, traceState: null, isRemote: true);
        await PayAsync("trace-4", caller);

        var append = await spans.FirstAsync(span => Is(span, caller, "journal append"));
        var page = await spans.FirstAsync(span => span.DisplayName == "feed page" && LeadsTo(span, append));
        var credits = await spans.FirstAsync(span => span.DisplayName == "grain credits" && span.TraceId == page.TraceId);
        var delivery = await spans.FirstAsync(span => span.DisplayName == "webhook delivery" && LeadsTo(span, append));
        Assert.Contains(page.SpanId, Ancestors(credits, spans));
        Assert.All([page, delivery], span => Assert.Equal((default, false), (span.ParentSpanId, span.TraceId == caller.TraceId)));
    }

    [Fact]
    public async Task No_span_says_who_where_to_or_what()
    {
        using var spans = new Spans();
        await PayAsync("key-of-a-trace", caller: null);
        await SendAsync(HttpMethod.Get, $"/v1/users/{User}?unknown={User}", sandbox, body: null);
        await SendAsync(HttpMethod.Get, $"/v1/users/{User}/nothing-there", sandbox, body: null);
        await SendAsync(HttpMethod.Post, $"/v1/users/{User}/payments", "gk_not-a-key", "{}");
        await spans.FirstAsync(span => span.DisplayName == "grain credits");
        await spans.FirstAsync(span => span.DisplayName == "unmatched");
        var said = string.Join('\n', spans.Ended.Select(Spans.Describe));
        Assert.All(
            [$"{User}", $"{Merchant}", $"{User:X}", $"{Merchant:X}", "user-", "merchant-", "key-of-a-trace", sandbox, "gk_", "127.0.0.1", "amountMinor", "mall", "Corner"],
            secret => Assert.DoesNotContain(secret, said, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Nothing_is_made_when_nobody_listens()
    {
        var made = 0;
        EventHandler<ActivityChangedEventArgs> count = (_, change) => made += change.Current is null ? 0 : 1;
        Activity.CurrentChanged += count;
        try
        {
            await PayAsync("untraced", new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded));
        }
        finally
        {
            Activity.CurrentChanged -= count;
        }
        Assert.Equal(0, made);
    }

    private static bool Is(Activity span, ActivityContext of, string name) => span.TraceId == of.TraceId && span.DisplayName == name;

    private static bool LeadsTo(Activity span, Activity append) => span.Links.Any(link => link.Context == append.Context);

    private static IEnumerable<ActivitySpanId> Ancestors(Activity span, Spans spans)
    {
        for (var at = span; at is not null; at = spans.Ended.FirstOrDefault(other => other.SpanId == at.ParentSpanId)) yield return at.ParentSpanId;
    }

    private Task PayAsync(string key, ActivityContext? caller) =>
        SendAsync(HttpMethod.Post, $"/v1/users/{User}/payments", sandbox, Api.Payment(Merchant), key, caller);

    private async Task SendAsync(HttpMethod method, string path, string secret, string? body, string? key = null, ActivityContext? caller = null)
    {
        using var request = new HttpRequestMessage(method, server!.Url + path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        if (method == HttpMethod.Post) request.Headers.Add("Idempotency-Key", key ?? path[^8..].Replace('/', '-'));
        if (caller is { } parent) request.Headers.Add("traceparent", $"00-{parent.TraceId}-{parent.SpanId}-01");
        using var response = await http.SendAsync(request);
        if (caller is not null) Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
