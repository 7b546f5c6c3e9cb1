using Granary.Ledger;

namespace Granary.ApiHost.Tests;

/// <summary>What observers of the journal saw, as the API tells it.</summary>
[Collection("api")]
public sealed class Observed(Api api)
{
    [Fact]
    public async Task Payments_are_counted_at_once_for_payer_merchant_and_device()
    {
        var (user, merchant, device) = (await api.UserAsync(cashMinor: 1_000), await api.MerchantAsync(), $"phone {api.NextNumber()} \u624b\u673a");
        var body = Api.Payment(merchant, 100).Replace("}", $",\"device\":\"{device}\"}}", StringComparison.Ordinal);
        (await api.PostAsync($"/v1/users/{user}/payments", body)).Must(201);
        (await api.PostAsync($"/v1/users/{user}/holds", body)).Must(201);
        (await api.PostAsync("/v1/payments/batch", $"[{body.Replace("{", $"{{\"user\":\"{user}\",", StringComparison.Ordinal)}]")).Must(200);
        (await api.PostAsync($"/v1/users/{user}/payments", Api.Payment(merchant, 7))).Must(201);

        Assert.Equal(["60 s: 4 of 307 CNY", "600 s: 4 of 307 CNY", "3600 s: 4 of 307 CNY"], await WindowsAsync($"/v1/users/{user}/velocity"));
        Assert.Equal(["60 s: 4 of 307 CNY", "600 s: 4 of 307 CNY", "3600 s: 4 of 307 CNY"], await WindowsAsync($"/v1/merchants/{merchant}/velocity"));
        Assert.Equal(["60 s: 3 of 300 CNY", "600 s: 3 of 300 CNY", "3600 s: 3 of 300 CNY"], await WindowsAsync($"/v1/devices/{Uri.EscapeDataString(device)}/velocity"));
        Assert.Empty(await WindowsAsync("/v1/devices/never-seen/velocity"));
    }

    [Fact]
    public async Task The_journal_knows_a_devices_key_and_not_its_name()
    {
        var (user, merchant, device) = (await api.UserAsync(cashMinor: 1_000), await api.MerchantAsync(), $"serial-{api.NextNumber()}");
        (await api.PostAsync($"/v1/users/{user}/payments", Api.Payment(merchant, 100).Replace("}", $",\"device\":\"{device}\"}}", StringComparison.Ordinal))).Must(201);

        foreach (var file in (string[])["granary.db", "granary.db-wal"])
        {
            await using var stream = new FileStream(Path.Combine(api.Folder, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var text = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(device, await text.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_merchants_day_has_its_sales_refunds_and_each_payer_once()
    {
        var (one, other, merchant) = (await api.UserAsync(cashMinor: 1_000), await api.UserAsync(cashMinor: 1_000), await api.MerchantAsync());
        var paid = (await api.PostAsync($"/v1/users/{one}/payments", Api.Payment(merchant, 100))).Must(201);
        (await api.PostAsync($"/v1/users/{one}/payments", Api.Payment(merchant, 50))).Must(201);
        (await api.PostAsync($"/v1/users/{other}/payments", Api.Payment(merchant, 25))).Must(201);
        (await api.PostAsync($"/v1/merchants/{merchant}/refunds", $$"""{"payment":"{{paid.Text("payment", "id")}}","amountMinor":40}""")).Must(201);

        var today = (await api.GetAsync("/v1/sandbox/clock")).Json.GetProperty("now").GetDateTimeOffset().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd");
        var expected = $$$"""{"id":"merchant-{{{merchant}}}","days":[{"date":"{{{today}}}","payers":2,"turnovers":[{"currency":"CNY","sales":3,"salesMinor":175,"refunds":1,"refundsMinor":40}]}]}""";
        await UntilAsync(async () => (await api.GetAsync($"/v1/merchants/{merchant}/flow")).Must(200).Content == expected);
        Assert.Equal(expected, (await api.GetAsync($"/v1/merchants/{merchant}/flow?from={today}&to={today}")).Must(200).Content);
        Assert.Equal($$"""{"id":"merchant-{{merchant}}","days":[]}""", (await api.GetAsync($"/v1/merchants/{merchant}/flow?from=2020-01-01&to=2020-12-31")).Must(200).Content);
    }

    [Theory]
    [InlineData("from=2026-02-30", "from"), InlineData("to=yesterday", "to"), InlineData("from=2026-03-02&to=2026-03-01", "from"), InlineData("from=2020-01-01&to=2026-01-01", "from")]
    [InlineData("to=9999-12-31", "to"), InlineData("from=0001-01-01&to=0001-01-02", "to"), InlineData("to=1970-01-01", null)]
    public async Task Dates_that_make_no_sense_are_refused(string query, string? param)
    {
        var reply = await api.GetAsync($"/v1/merchants/{await api.MerchantAsync()}/flow?{query}");
        if (param is null) reply.Must(200);
        else reply.MustRefuse(400, "invalid_parameter", param);
    }

    [Theory, InlineData("\"\""), InlineData("7"), InlineData("\"a\\u0000b\""), InlineData("null")]
    public async Task A_device_that_is_no_short_text_is_refused(string device)
    {
        var (user, merchant) = (await api.UserAsync(cashMinor: 1_000), await api.MerchantAsync());
        var reply = await api.PostAsync($"/v1/users/{user}/payments", Api.Payment(merchant).Replace("}", $",\"device\":{device}}}", StringComparison.Ordinal));
        Assert.Equal((400, "device"), (reply.Status, reply.Text("param")));
    }

    [Fact]
    public async Task Who_does_not_exist_has_no_velocity_and_no_flow()
    {
        (await api.GetAsync("/v1/users/77777777/velocity")).MustRefuse(404, "owner_unknown", "id");
        (await api.GetAsync("/v1/merchants/77777777/flow")).MustRefuse(404, "owner_unknown", "id");
        (await api.GetAsync($"/v1/devices/{new string('x', 65)}/velocity")).MustRefuse(400, "invalid_text", "device");
    }

    private async Task<IEnumerable<string>> WindowsAsync(string path) => (await api.GetAsync(path)).Must(200).Json.GetProperty("windows").EnumerateArray()
        .Select(window => $"{window.GetProperty("seconds")} s: {window.GetProperty("count")} of {window.GetProperty("amountMinor")} {window.GetProperty("currency")}");

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds()) await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
    }
}
