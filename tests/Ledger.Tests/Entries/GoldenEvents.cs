using System.Text;
using System.Text.Json;

namespace Granary.Ledger.Tests;

/// <summary>
/// How every kind of entry is stored. The golden file may only grow: what was written once is read for ever, so a line of it is never
/// changed or removed, and a member that is added to an event must be optional.
/// </summary>
public sealed class GoldenEvents
{
    private static readonly Bucket Unconfirmed = new(Asset.Cny, new DateOnly(2026, 11, 11), Confirmed: false);

    private static readonly LedgerEvent[] Samples =
    [
        new OwnerEvent.Opened("Alice", Fee: null),
        new OwnerEvent.Opened("Bookshop \u4e66\u5e97", new FeeSchedule(FlatMinor: 5, RateBasisPoints: 60)),
        new OwnerEvent.Frozen("lost phone"),
        new OwnerEvent.Unfrozen("found"),
        new OwnerEvent.Closed("wishes so"),
        new OwnerEvent.MovedToSuspense(),
        new UserEvent.PaymentMade(Scene.SecondHandHome, "order-1", CashAfterMinor: 250),
        new UserEvent.PaymentMade(Scene.Mall, Order: null, CashAfterMinor: 0),
        new UserEvent.TransferMade("dinner", CashAfterMinor: 60),
        new UserEvent.TransferMade(Note: null, CashAfterMinor: long.MaxValue),
        new UserEvent.HoldPlaced(Given.Shop, ExpiresAtMs: 1_794_369_660_000, Scene.Taxi, "ride-1", CashAfterMinor: 600),
        new UserEvent.HoldCaptured(new Guid("00112233-4455-6677-8899-aabbccddeeff"), Scene.Taxi, "ride-1", LeftMinor: 250, CashAfterMinor: 600),
        new UserEvent.HoldReleased(new Guid("00112233-4455-6677-8899-aabbccddeeff"), CashAfterMinor: 850),
        new UserEvent.HoldExpired(new Guid("00112233-4455-6677-8899-aabbccddeeff"), CashAfterMinor: 850),
        new UserEvent.WithdrawalAsked(CashAfterMinor: 60),
        new MerchantEvent.PaymentRefunded(new Guid("00112233-4455-6677-8899-aabbccddeeff"), Unconfirmed, FeeCutMinor: 2, RefundedMinor: 400),
        new MerchantEvent.PaymentRefunded(new Guid("00112233-4455-6677-8899-aabbccddeeff"), From: null, FeeCutMinor: 0, RefundedMinor: 400),
        new MerchantEvent.ReceiptConfirmed(new Guid("00112233-4455-6677-8899-aabbccddeeff"), Unconfirmed, new DateOnly(2026, 11, 12), 1_000, 6),
        new MerchantEvent.Settled(new DateOnly(2026, 11, 21), [new SettledAsset(Asset.Cny, 1_000, 6, 1), new SettledAsset(new Asset(392), 5, 0, 2)]),
        new CustodyEvent.DepositReported("ref-1"),
        new CustodyEvent.WithdrawalConfirmed(new Guid("00112233-4455-6677-8899-aabbccddeeff")),
        new CustodyEvent.WithdrawalRefused(new Guid("00112233-4455-6677-8899-aabbccddeeff"), "no such account"),
        new PlatformEvent.KeyIssued(new ApiKey(new Guid("00112233-4455-6677-8899-aabbccddeeff"), new string('a', 64), KeyRole.User, Given.Alice, "phone")),
        new PlatformEvent.KeyIssued(new ApiKey(new Guid("00112233-4455-6677-8899-aabbccddeeff"), new string('b', 64), KeyRole.Auditor, Owner: null, "audit")),
        new PlatformEvent.KeyIssued(new ApiKey(new Guid("00112233-4455-6677-8899-aabbccddeeff"), new string('c', 64), KeyRole.Operator, Owner: null, "first operator", IsOfSandbox: true)),
        new PlatformEvent.KeyRevoked(new Guid("00112233-4455-6677-8899-aabbccddeeff")),
        new PlatformEvent.WebhookRegistered("https://shop.example/hooks", Given.Shop, [EntryKind.PaymentMade, EntryKind.Settled], [12, 0]),
        new PlatformEvent.WebhookRegistered("https://audit.example/", Owner: null, [], [7]),
        new PlatformEvent.WebhookRemoved(new Guid("00112233-4455-6677-8899-aabbccddeeff")),
        new PlatformEvent.WebhookSecretRolled(new Guid("00112233-4455-6677-8899-aabbccddeeff"), Generation: 2, OthersEndAtMs: 1_794_369_660_000),
        new PlatformEvent.WebhookDisabled(new Guid("00112233-4455-6677-8899-aabbccddeeff")),
        new PlatformEvent.WebhookEnabled(new Guid("00112233-4455-6677-8899-aabbccddeeff")),
    ];

    private static string GoldenPath => Path.Combine(AppContext.BaseDirectory, "Golden", "events.txt");

    [Fact]
    public void Every_kind_of_entry_has_a_golden_line()
    {
        Assert.Equal(Enum.GetValues<EntryKind>().Order(), Golden().Select(line => line.Kind).Distinct().Order());
        Assert.Equal(Enum.GetValues<EntryKind>().Order(), Samples.Select(sample => sample.Kind).Distinct().Order());
    }

    [Fact]
    public void Every_sample_is_written_as_its_golden_line_says() =>
        Assert.Equal(Golden().Select(line => (line.Kind, line.Json)), Samples.Select(sample => (sample.Kind, Json(sample))));

    [Fact]
    public void Every_golden_line_is_read_and_written_back_byte_for_byte() => Assert.All(Golden(), line =>
    {
        var read = EventJson.Read(line.Kind, Encoding.UTF8.GetBytes(line.Json));
        Assert.Equal(line.Kind, read.Kind);
        Assert.Equal(line.Json, Json(read));
    });

    [Fact]
    public void An_unknown_kind_or_a_broken_body_is_never_skipped()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => EventJson.Read((EntryKind)999, "{}"u8));
        Assert.Throws<JsonException>(() => EventJson.Read(EntryKind.PaymentMade, "null"u8));
        Assert.Throws<JsonException>(() => EventJson.Read(EntryKind.PaymentMade, "{\"scene\":\"moon\"}"u8));
        Assert.Throws<JsonException>(() => EventJson.Read(EntryKind.HoldPlaced, "{\"payee\":\"nobody\"}"u8));
        Assert.Throws<JsonException>(() => EventJson.Read(EntryKind.Settled, "{"u8));
    }

    // Whoever reads a row that is not what was written must come as far as its digest, or be told in a way that names the row.
    [Fact]
    public void A_flipped_bit_of_a_body_or_another_kind_is_read_or_refused_as_broken() => Assert.All(Golden(), line =>
    {
        var body = Encoding.UTF8.GetBytes(line.Json);
        foreach (var kind in Enum.GetValues<EntryKind>()) Look(kind, body);
        for (var bit = 0; bit < 8 * body.Length; bit++)
        {
            body[bit / 8] ^= (byte)(1 << (bit % 8));
            Look(line.Kind, body);
            body[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        static void Look(EntryKind kind, byte[] body)
        {
            try
            {
                var read = EventJson.Read(kind, body);
                _ = (read.Subject, read.Reference);
            }
            catch (Exception broken) when (broken is JsonException or ArgumentOutOfRangeException)
            {
                // As it says.
            }
        }
    });

    private static string Json(LedgerEvent happened) => Encoding.UTF8.GetString(EventJson.Write(happened));

    private static IEnumerable<(EntryKind Kind, string Json)> Golden() => File.ReadLines(GoldenPath)
        .Select(line => line.Split(' ', 2))
        .Select(parts => ((EntryKind)short.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1]));
}
