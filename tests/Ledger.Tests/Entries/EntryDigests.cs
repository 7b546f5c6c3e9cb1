using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Granary.Ledger.Tests;

/// <summary>The digest is what the journal's chain is made of: frozen, and touched by every field.</summary>
public sealed class EntryDigests
{
    private static readonly Entry Sample = new(
        Given.Alice, Sequence: 2, new Guid("00112233-4455-6677-8899-aabbccddeeff"), new Guid("ffeeddcc-bbaa-9988-7766-554433221100"), AtMs: 1_794_369_600_000,
        new UserEvent.PaymentMade(Scene.Mall, "order-1", CashAfterMinor: 250),
        [new Transfer(Pocket.Cash, Given.Shop, Pocket.Pending, Asset.Cny, 700), new Transfer(Pocket.Cash, OwnerId.Platform, Pocket.Fees, Asset.Cny, 50)]);

    [Fact]
    public void The_digest_is_frozen() => Assert.Equal("ebda735944a8c2b951a107600c6b7d11d4a4f832307fd848b18ce4e819584e46", Convert.ToHexStringLower(DigestOf(Sample)));

    [Fact]
    public void The_layout_is_the_documented_one()
    {
        var body = EventJson.Write(Sample.Event);
        var bytes = Convert.FromHexString(
            "0100000000000001" + "0000000000000002" + "00112233445566778899aabbccddeeff" + "ffeeddccbbaa99887766554433221100" +
            "0065" + "000001A1C8C33A00" + "00000002" +
            "01" + "0200000000000007" + "03" + "0000009C" + "00000000000002BC" +
            "01" + "0800000000000001" + "06" + "0000009C" + "0000000000000032" +
            body.Length.ToString("X8", System.Globalization.CultureInfo.InvariantCulture) + Convert.ToHexString(body));
        Assert.Equal(SHA256.HashData(bytes), DigestOf(Sample));
    }

    [Fact]
    public void Every_field_matters()
    {
        var transfer = Sample.Transfers[0];
        Entry[] changed =
        [
            Sample,
            Sample with { Owner = Given.Bob },
            Sample with { Sequence = 3 },
            Sample with { CommandId = Sample.RequestHash },
            Sample with { RequestHash = Sample.CommandId },
            Sample with { AtMs = Sample.AtMs + 1 },
            Sample with { Event = new UserEvent.PaymentMade(Scene.Mall, "order-1", CashAfterMinor: 251) },
            Sample with { Event = new UserEvent.HoldReleased(Given.Id(1), CashAfterMinor: 250) },
            Sample with { Transfers = [] },
            Sample with { Transfers = [transfer] },
            Sample with { Transfers = [Sample.Transfers[1], transfer] },
            With(transfer with { DebitPocket = Pocket.Held }),
            With(transfer with { CreditOwner = Given.OtherShop }),
            With(transfer with { CreditPocket = Pocket.Cash }),
            With(transfer with { Asset = new Asset(392) }),
            With(transfer with { AmountMinor = 701 }),
        ];
        Assert.Equal(changed.Length, changed.Select(entry => Convert.ToHexString(DigestOf(entry))).Distinct().Count());
    }

    [Fact]
    public void Two_kinds_with_the_same_body_have_different_digests()
    {
        var released = Sample with { Event = new UserEvent.HoldReleased(Given.Id(1), CashAfterMinor: 1) };
        var expired = Sample with { Event = new UserEvent.HoldExpired(Given.Id(1), CashAfterMinor: 1) };
        Assert.Equal(EventJson.Write(released.Event), EventJson.Write(expired.Event));
        Assert.NotEqual(DigestOf(released), DigestOf(expired));
    }

    [Fact]
    public void An_entry_too_long_for_the_stack_is_digested_whole()
    {
        ImmutableArray<Transfer> transfers = [.. Enumerable.Range(1, Limits.SharesMax).Select(i => Sample.Transfers[0] with { AmountMinor = i })];
        var longest = Sample with { Transfers = transfers };
        var changed = Sample with { Transfers = transfers.SetItem(Limits.SharesMax - 1, transfers[^1] with { AmountMinor = 1 }) };
        Assert.Equal(DigestOf(longest), DigestOf(longest));
        Assert.NotEqual(DigestOf(longest), DigestOf(changed));
    }

    private static Entry With(Transfer first) => Sample with { Transfers = Sample.Transfers.SetItem(0, first) };

    private static byte[] DigestOf(Entry entry)
    {
        var digest = new byte[EntryDigest.Size];
        EntryDigest.Compute(entry, EventJson.Write(entry.Event), digest);
        return digest;
    }
}
