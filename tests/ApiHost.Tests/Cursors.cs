using System.Globalization;
using Granary.Ledger;

namespace Granary.ApiHost.Tests;

/// <summary>Pages skip nothing and repeat nothing, and a cursor opens only the list it came from.</summary>
[Collection("api")]
public sealed class Cursors(Api api)
{
    [Fact]
    public async Task Pages_give_every_entry_once_newest_first_while_new_ones_arrive()
    {
        var (user, merchant) = (await api.UserAsync(cashMinor: 100_000), await api.MerchantAsync());
        List<string> made = [];
        for (var i = 0; i < 25; i++) made.Add((await api.PostAsync($"/v1/users/{user}/payments", Api.Payment(merchant))).Must(201).Text("payment", "id"));
        List<string> seen = [];
        var query = "?limit=4";
        while (true)
        {
            var page = (await api.GetAsync($"/v1/users/{user}/entries{query}")).Must(200).Json;
            seen.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("id").GetString()!));
            await api.PostAsync($"/v1/users/{user}/payments", Api.Payment(merchant));
            if (page.GetProperty("nextCursor").GetString() is not { } next) break;
            query = $"?limit=4&cursor={next}";
        }
        made.Reverse();
        Assert.Equal(made, seen.Take(made.Count));
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(made.Count + 2, seen.Count);
    }

    [Fact]
    public async Task A_tampered_or_foreign_cursor_is_refused()
    {
        var (user, other, merchant) = (await api.UserAsync(cashMinor: 1_000), await api.UserAsync(cashMinor: 1_000), await api.MerchantAsync());
        for (var i = 0; i < 3; i++) await api.PostAsync($"/v1/users/{user}/payments", Api.Payment(merchant));
        var cursor = (await api.GetAsync($"/v1/users/{user}/entries?limit=1")).Must(200).Text("nextCursor");
        (await api.GetAsync($"/v1/users/{user}/entries?cursor={cursor}")).Must(200);
        (await api.GetAsync($"/v1/users/{other}/entries?cursor={cursor}")).MustRefuse(400, "invalid_cursor", "cursor");
        (await api.GetAsync($"/v1/merchants/{user}/entries?cursor={cursor}")).MustRefuse(400, "invalid_cursor", "cursor");
        for (var i = 0; i < cursor.Length; i++)
        {
            var tampered = string.Create(CultureInfo.InvariantCulture, $"{cursor[..i]}{(cursor[i] == 'A' ? 'B' : 'A')}{cursor[(i + 1)..]}");
            (await api.GetAsync($"/v1/users/{user}/entries?cursor={tampered}")).MustRefuse(400, "invalid_cursor", "cursor");
        }
        foreach (var wrong in new[] { "", "x", cursor + "A", cursor[..^1], "%20" + cursor, cursor + "%3D", new string('A', 5_000) })
        {
            (await api.GetAsync($"/v1/users/{user}/entries?cursor={wrong}")).MustRefuse(400, "invalid_cursor", "cursor");
        }
    }

    [Fact]
    public async Task A_merchant_does_not_see_what_else_the_payer_paid_in_the_same_entry()
    {
        var (user, merchant, other) = (await api.UserAsync(cashMinor: 1_000), await api.MerchantAsync(), await api.MerchantAsync());
        var body = $$"""{"merchant":"{{merchant}}","amountMinor":100,"currency":"CNY","scene":"mall","shares":[{"payee":"merchant-{{other}}","amountMinor":7}]}""";
        (await api.PostAsync($"/v1/users/{user}/payments", body)).Must(201);
        var seen = (await api.GetAsync($"/v1/merchants/{merchant}/entries", KeyRole.Sandbox)).Must(200);
        Assert.DoesNotContain($"merchant-{other}", seen.Content, StringComparison.Ordinal);
        Assert.DoesNotContain("cashAfter", seen.Content, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\"amountMinor\":100", seen.Content, StringComparison.Ordinal);
    }
}
