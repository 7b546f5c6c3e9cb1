using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Granary.Cli.Tests;

/// <summary>
/// The API as far as a sale day uses it, over plain dictionaries under one lock: honest unless told otherwise. Not Granary: what is tested
/// here is whether the sale day notices.
/// </summary>
internal sealed class ScriptedLedger : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Owner, string Pocket), long> balances = [];
    private readonly Dictionary<string, (int Status, byte[] Body)> answers = [];
    private readonly Dictionary<string, (string From, string To, long AmountMinor)> begun = [];
    private readonly WebApplication app;
    private int requestCount;
    private int itemCount;

    private ScriptedLedger(WebApplication app) => this.app = app;

    /// <summary>Once the day has begun, says so much more than what the owner really holds in cash.</summary>
    public (string Owner, long ByMinor)? Lie { get; set; }

    /// <summary>Every so many requests the answer is thrown away after the request was carried out.</summary>
    public int LoseEveryNthAnswer { get; set; }

    /// <summary>Every so many requests the server asks to come back, having done nothing.</summary>
    public int RefuseEveryNthRequest { get; set; }

    /// <summary>Every transfer is answered with 500.</summary>
    public bool BreaksOnTransfers { get; set; }

    /// <summary>The same as <see cref="RefuseEveryNthRequest"/> for single items of a batch.</summary>
    public int RefuseEveryNthItem { get; set; }

    /// <summary>A replay is carried out again.</summary>
    public bool ForgetsKeys { get; set; }

    public long CustodyOffByMinor { get; set; }

    public int LostCount { get; private set; }

    public string Url => app.Urls.First();

    public static async Task<ScriptedLedger> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var ledger = new ScriptedLedger(app);
        app.Run(ledger.AnswerAsync);
        await app.StartAsync();
        return ledger;
    }

    public long OwedMinor()
    {
        lock (gate) return balances.Where(pair => pair.Key.Pocket != "bank").Sum(pair => pair.Value);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var (status, bytes, replayed, isLost) = Handle(context.Request.Method, context.Request.Path.Value!, context.Request.Headers["Idempotency-Key"], body);
        if (isLost)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = status;
        if (replayed) context.Response.Headers["Idempotent-Replayed"] = "true";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes);
    }

    private (int Status, byte[] Body, bool Replayed, bool IsLost) Handle(string method, string path, string? key, string body)
    {
        lock (gate)
        {
            requestCount++;
            if (RefuseEveryNthRequest > 0 && requestCount % RefuseEveryNthRequest == 0) return (503, "{\"code\":\"busy\"}"u8.ToArray(), false, false);
            if (BreaksOnTransfers && path.EndsWith("/transfers", StringComparison.Ordinal)) return (500, "{}"u8.ToArray(), false, false);
            if (key is not null && !ForgetsKeys && answers.TryGetValue(key, out var stored)) return (stored.Status, stored.Body, true, false);
            var (status, text) = method == "GET" ? Read(path) : method == "PUT" ? (200, "{}") : Do(path.Split('/')[2..], key!, body);
            var bytes = Encoding.UTF8.GetBytes(text);
            if (key is not null && status < 300 && !text.Contains("\"status\":503", StringComparison.Ordinal)) answers[key] = (status, bytes);
            var isLost = LoseEveryNthAnswer > 0 && requestCount % LoseEveryNthAnswer == 0;
            if (isLost) LostCount++;
            return (status, bytes, false, isLost);
        }
    }

    private (int, string) Read(string path)
    {
        if (path == "/v1/ledger/proof")
        {
            var owed = balances.Where(pair => pair.Key.Pocket != "bank").Sum(pair => pair.Value);
            return (200, new JsonObject { ["sumsMinor"] = new JsonObject { ["CNY"] = 0 }, ["customerLiabilitiesMinor"] = owed, ["custodyMinor"] = owed + CustodyOffByMinor }.ToJsonString());
        }
        var parts = path.Split('/');
        var owner = $"{parts[2]}/{parts[3]}";
        var list = balances.Where(pair => pair.Key.Owner == owner).Select(pair => (JsonNode)new JsonObject
        {
            ["pocket"] = pair.Key.Pocket,
            ["currency"] = "CNY",
            ["amountMinor"] = pair.Value + (Lie is { } lie && begun.Count > 0 && lie.Owner == owner && pair.Key.Pocket == "cash" ? lie.ByMinor : 0),
        });
        return (200, new JsonObject { ["balances"] = new JsonArray([.. list]) }.ToJsonString());
    }

    private (int, string) Do(string[] path, string key, string body)
    {
        if (path is ["payments", "batch"])
        {
            return (200, string.Concat(body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((line, index) => PayItem(JsonNode.Parse(line)!, index, key))));
        }
        var json = JsonNode.Parse(body)!;
        var owner = $"{path[0]}/{path[1]}";
        var amountMinor = (long?)json["amountMinor"] ?? 0;
        var (status, answer) = path switch
        {
            ["users", _, "payments"] => Pay(owner, "cash", $"merchants/{json["merchant"]}", "pending", amountMinor, "payment", key),
            ["users", _, "transfers"] => Pay(owner, "cash", $"users/{json["to"]}", "cash", amountMinor, "transfer", key),
            ["users", _, "holds"] => Pay(owner, "cash", owner, "held", amountMinor, "hold", key, about: $"merchants/{json["merchant"]}"),
            ["users", _, "holds", var hold, "capture"] => Capture(hold, amountMinor, key),
            ["users", _, "holds", var hold, "release"] => Pay(owner, "held", owner, "cash", begun[hold].AmountMinor, "hold", key),
            ["users", _, "withdrawals"] => Pay(owner, "cash", $"custody/{json["custodian"]}", "outbound", amountMinor, "withdrawal", key),
            ["custody", _, "deposits"] => Deposit(owner, $"users/{json["user"]}", amountMinor),
            ["custody", _, "withdrawals", var id, "confirm"] => Confirm(owner, begun[id].AmountMinor),
            ["custody", _, "withdrawals", var id, "refuse"] => Pay(owner, "outbound", begun[id].From, "cash", begun[id].AmountMinor, "withdrawal", key),
            ["merchants", _, "refunds"] => Pay(owner, "pending", begun[(string)json["payment"]!].From, "cash", amountMinor, "refund", key),
            ["merchants", _, "confirmations"] => (201, new JsonObject()),
            ["merchants", _, "settlements"] => (409, new JsonObject { ["code"] = "nothing_to_settle" }),
            _ => throw new InvalidOperationException(string.Join('/', path)),
        };
        return (status, answer.ToJsonString());
    }

    private string PayItem(JsonNode item, int index, string key)
    {
        itemCount++;
        if (begun.ContainsKey($"{key}-{index}")) return $$"""{"index":{{index}},"status":201}""" + "\n";
        if (RefuseEveryNthItem > 0 && itemCount % RefuseEveryNthItem == 0) return $$"""{"index":{{index}},"status":503}""" + "\n";
        var (status, answer) = Pay($"users/{item["user"]}", "cash", $"merchants/{item["merchant"]}", "pending", (long)item["amountMinor"]!, "payment", $"{key}-{index}");
        answer["index"] = index;
        answer["status"] = status;
        return answer.ToJsonString() + "\n";
    }

    private (int, JsonObject) Pay(string from, string fromPocket, string to, string toPocket, long amountMinor, string what, string key, string? about = null)
    {
        if (balances.GetValueOrDefault((from, fromPocket)) < amountMinor) return (422, new JsonObject { ["code"] = "insufficient_funds" });
        Add(from, fromPocket, -amountMinor);
        Add(to, toPocket, amountMinor);
        begun[key] = (from, about ?? to, amountMinor);
        return (201, new JsonObject { [what] = new JsonObject { ["id"] = key } });
    }

    private (int, JsonObject) Capture(string hold, long amountMinor, string key)
    {
        var held = begun[hold];
        begun[hold] = held with { AmountMinor = held.AmountMinor - amountMinor };
        return Pay(held.From, "held", held.To, "pending", amountMinor, "payment", key);
    }

    private (int, JsonObject) Deposit(string custody, string user, long amountMinor)
    {
        Add(custody, "bank", amountMinor);
        Add(user, "cash", amountMinor);
        return (201, []);
    }

    private (int, JsonObject) Confirm(string custody, long amountMinor)
    {
        Add(custody, "outbound", -amountMinor);
        Add(custody, "bank", -amountMinor);
        return (200, []);
    }

    private void Add(string owner, string pocket, long amountMinor) => balances[(owner, pocket)] = balances.GetValueOrDefault((owner, pocket)) + amountMinor;
}
