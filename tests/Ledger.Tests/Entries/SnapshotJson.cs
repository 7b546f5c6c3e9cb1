using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Granary.Ledger.Tests;

/// <summary>A snapshot is a state as JSON: what is read is what was written, and an old one stays readable.</summary>
public sealed class SnapshotJson
{
    private static readonly Guid Id = new("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void A_user_survives() => Survives(
        new UserState(
            LastAtMs: 5, OwnerStatus.Frozen, Balances.None.Credit(Pocket.Held, Asset.Cny, 3).Credit(Pocket.Cash, new Asset(392), 9),
            [new Hold(Id, Given.Shop, Asset.Cny, LeftMinor: 3, ExpiresAtMs: 99, Scene.Rent, Order: null)]),
        LedgerJson.Default.UserState,
        """
        {"lastAtMs":5,"status":"frozen","balances":{"accounts":[{"pocket":"cash","asset":"JPY","amountMinor":9},{"pocket":"held","asset":"CNY","amountMinor":3}]},"holds":[{"id":"00112233-4455-6677-8899-aabbccddeeff","payee":"merchant-7","asset":"CNY","leftMinor":3,"expiresAtMs":99,"scene":"rent"}]}
        """);

    [Fact]
    public void A_merchant_survives() => Survives(
        new MerchantState(
            LastAtMs: 5, OwnerStatus.Open, Balances.None.Credit(Pocket.Pending, Asset.Cny, 1_000), FeeSchedule.Standard,
            DayTotals.None.Add(new Bucket(Asset.Cny, new DateOnly(2026, 11, 11), Confirmed: true), grossMinor: 1_000, feeMinor: 6, paymentCount: 1),
            SettledThrough: new DateOnly(2026, 11, 10)),
        LedgerJson.Default.MerchantState,
        """
        {"lastAtMs":5,"status":"open","balances":{"accounts":[{"pocket":"pending","asset":"CNY","amountMinor":1000}]},"fee":{"flatMinor":0,"rateBasisPoints":60},"pending":{"days":[{"bucket":{"asset":"CNY","day":"2026-11-11","confirmed":true},"grossMinor":1000,"feeMinor":6,"paymentCount":1}]},"settledThrough":"2026-11-10"}
        """);

    [Fact]
    public void A_custodian_survives() => Survives(
        new CustodyState(LastAtMs: 5, OwnerStatus.Open, Balances.None.Debit(Pocket.Bank, Asset.Cny, Limits.BankMinorMax)),
        LedgerJson.Default.CustodyState,
        """
        {"lastAtMs":5,"status":"open","balances":{"accounts":[{"pocket":"bank","asset":"CNY","amountMinor":90000000000000000}]}}
        """);

    [Fact]
    public void The_platform_survives_with_its_keys_in_one_order() => Survives(
        new PlatformState(
            LastAtMs: 5, OwnerStatus.Open, Balances.None,
            ImmutableSortedDictionary<string, ApiKey>.Empty
                .Add("bb", new ApiKey(Id, "bb", KeyRole.Bank, Given.Icbc, "icbc"))
                .Add("aa", new ApiKey(Id, "aa", KeyRole.Operator, Owner: null, "op"))),
        LedgerJson.Default.PlatformState,
        """
        {"lastAtMs":5,"status":"open","balances":{"accounts":[]},"keysByHash":{"aa":{"id":"00112233-4455-6677-8899-aabbccddeeff","hash":"aa","role":"operator","name":"op"},"bb":{"id":"00112233-4455-6677-8899-aabbccddeeff","hash":"bb","role":"bank","owner":"custody-4","name":"icbc"}}}
        """);

    [Fact]
    public void Every_empty_state_survives()
    {
        Survives(UserState.Empty, LedgerJson.Default.UserState);
        Survives(MerchantState.Empty, LedgerJson.Default.MerchantState);
        Survives(CustodyState.Empty, LedgerJson.Default.CustodyState);
        Survives(PlatformState.Empty, LedgerJson.Default.PlatformState);
    }

    private static void Survives<TState>(TState state, JsonTypeInfo<TState> json, string? golden = null)
    {
        var written = JsonSerializer.Serialize(state, json);
        if (golden is not null) Assert.Equal(golden.Trim(), written);
        Assert.Equal(written, JsonSerializer.Serialize(JsonSerializer.Deserialize(written, json)!, json));
    }
}
