using System.Text;
using System.Text.Json;
using Granary.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Granary.ApiHost.Tests;

/// <summary>Many payments in one request, each by itself.</summary>
[Collection("api")]
public sealed class Batches(Api api)
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task One_bad_item_does_not_fail_its_neighbours_and_a_replay_answers_the_same(bool isLines)
    {
        var (user, poor, merchant) = (await api.UserAsync(cashMinor: 1_000), await api.UserAsync(), await api.MerchantAsync());
        string[] items =
        [
            Item(user, merchant, "10"), Item(user, merchant, "0"), Item(poor, merchant, "10"), Item(user, 88_888_888, "10"), "7",
            """{"user":"x"}""", Item(user, merchant, "10").Replace("mall", "\\ud800", StringComparison.Ordinal), Item(user, merchant, "20"),
        ];
        var key = api.NextKey();
        var first = (await SendAsync(items, isLines, key)).Must(200);
        Assert.Equal(isLines ? "application/x-ndjson" : "application/json", first.ContentType);
        var answers = Answers(first, isLines);
        Assert.Equal(Enumerable.Range(0, items.Length), answers.Select(answer => answer.GetProperty("index").GetInt32()));
        Assert.Equal([201, 400, 422, 422, 400, 400, 400, 201], answers.Select(answer => answer.GetProperty("status").GetInt32()));
        Assert.Equal(
            [null, "amountMinor", "amountMinor", "merchant", null, "user", "scene", null],
            answers.Select(answer => answer.TryGetProperty("problem", out var problem) && problem.TryGetProperty("param", out var param) ? param.GetString() : null));

        var before = await api.PositionsAsync();
        var again = await SendAsync(items, isLines, key);
        Assert.Equal(first.Content, again.Must(200).Content);
        Assert.True(again.IsReplayed);
        Assert.Equal(before, await api.PositionsAsync());
    }

    [Fact]
    public async Task A_broken_line_fails_alone()
    {
        var (user, merchant) = (await api.UserAsync(cashMinor: 1_000), await api.MerchantAsync());
        var reply = await SendAsync([Item(user, merchant, "10"), "{\"user\":", "", Item(user, merchant, "10")], isLines: true, api.NextKey());
        Assert.Equal([201, 400, 400, 201], Answers(reply.Must(200), isLines: true).Select(answer => answer.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task A_full_batch_is_carried_out_and_one_item_more_is_refused_as_a_whole()
    {
        var (user, merchant) = (await api.UserAsync(cashMinor: 100_000), await api.MerchantAsync());
        var items = Enumerable.Repeat(Item(user, merchant, "1"), PayBatch.ItemsMax).ToArray();
        var before = await api.PositionsAsync();
        (await SendAsync([.. items, items[0]], isLines: false, api.NextKey())).MustRefuse(413, "too_many_items");
        (await SendAsync([.. items, items[0]], isLines: true, api.NextKey())).MustRefuse(413, "too_many_items");
        Assert.Equal(before, await api.PositionsAsync());
        var answers = Answers((await SendAsync(items, isLines: false, api.NextKey())).Must(200), isLines: false);
        Assert.All(answers, answer => Assert.Equal(201, answer.GetProperty("status").GetInt32()));
        Assert.Equal(100_000 - PayBatch.ItemsMax, answers[^1].GetProperty("balance").GetProperty("amountMinor").GetInt64());
    }

    [Theory]
    [InlineData("{}", 400, "invalid_type")]
    [InlineData("[", 400, "malformed_json")]
    [InlineData("[{}]x", 400, "malformed_json")]
    public async Task A_batch_that_is_no_list_is_refused_as_a_whole(string body, int status, string code) =>
        (await api.PostAsync("/v1/payments/batch", body)).MustRefuse(status, code);

    [Fact]
    public async Task A_users_key_pays_only_for_that_user()
    {
        var (user, other, merchant) = (await api.UserAsync(cashMinor: 1_000), await api.UserAsync(cashMinor: 1_000), await api.MerchantAsync());
        var secret = await api.IssueAsync("user", $",\"owner\":\"user-{user}\"");
        var body = $"[{Item(user, merchant, "1")},{Item(other, merchant, "1")}]";
        var reply = (await api.SendAsync(HttpMethod.Post, "/v1/payments/batch", body, secret, api.NextKey())).Must(200);
        Assert.Equal([201, 403], Answers(reply, isLines: false).Select(answer => answer.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task A_batch_too_many_of_one_principal_is_refused_at_once_and_others_are_served()
    {
        var places = api.Server.Services.GetRequiredService<BatchPlaces>();
        var (user, merchant) = (await api.UserAsync(cashMinor: 1_000), await api.MerchantAsync());
        var secret = await api.IssueAsync("user", $",\"owner\":\"user-{user}\"");
        string[] items = [Item(user, merchant, "1")];
        var principal = new OwnerId(OwnerKind.User, user).ToString();
        var taken = Enumerable.Range(0, 4).Select(_ => places.TryTake(principal)!).ToList();

        (await api.SendAsync(HttpMethod.Post, "/v1/payments/batch", $"[{items[0]}]", secret, api.NextKey())).MustRefuse(429, "too_many_batches");
        (await SendAsync(items, isLines: false, api.NextKey())).Must(200);

        taken.AddRange(Enumerable.Range(0, 4).Select(_ => places.TryTake("somebody")!));
        (await SendAsync(items, isLines: true, api.NextKey())).MustRefuse(429, "too_many_batches");
        taken.ForEach(place => place.Dispose());
        (await api.SendAsync(HttpMethod.Post, "/v1/payments/batch", $"[{items[0]}]", secret, api.NextKey())).Must(200);
    }

    private static string Item(long user, long merchant, string amountMinor) =>
        $$"""{"user":"{{user}}","merchant":"{{merchant}}","amountMinor":{{amountMinor}},"currency":"CNY","scene":"mall"}""";

    private Task<Api.Reply> SendAsync(string[] items, bool isLines, string key) => api.SendAsync(
        HttpMethod.Post, "/v1/payments/batch", isLines ? string.Join('\n', items) + "\n" : $"[{string.Join(',', items)}]", api.Key(KeyRole.Sandbox), key,
        isLines ? "application/x-ndjson" : "application/json");

    private static JsonElement[] Answers(Api.Reply reply, bool isLines) => isLines
        ? [.. Encoding.UTF8.GetString(reply.Body).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)]
        : [.. reply.Json.EnumerateArray()];
}
