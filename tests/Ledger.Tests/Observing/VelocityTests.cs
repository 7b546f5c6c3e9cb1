using System.Collections.Immutable;

namespace Granary.Ledger.Tests.Observing;

public sealed class VelocityTests
{
    private const long MinuteMs = 60_000;
    private static readonly Guid Phone = Given.Id("phone");

    [Theory]
    [InlineData(0, 1), InlineData(MinuteMs - 1, 1), InlineData(MinuteMs, 0), InlineData(-1, 0)]
    public void A_payment_leaves_a_window_to_the_millisecond(long laterMs, long count)
    {
        var velocity = new Velocity();
        velocity.Apply(Payment(Given.Alice, Given.Shop, Given.Noon, amountMinor: 30));

        Assert.Equal(count, velocity.At(VelocitySubject.Of(Given.Alice), Given.Noon + laterMs)[0].PaymentCount);
    }

    [Fact]
    public void A_cart_is_one_payment_of_its_payer_and_its_device_and_one_of_each_seller()
    {
        var velocity = new Velocity();
        velocity.Apply(new Entry(
            Given.Alice, 1, Given.Id(1), Given.RequestHash, Given.Noon, new UserEvent.PaymentMade(Scene.Mall, null, 0) { Device = Phone },
            [Paid(Given.Shop, 30), Paid(Given.OtherShop, 12), Paid(OwnerId.Platform, 1)]));

        Assert.Equal((1, 43), Minute(velocity, VelocitySubject.Of(Given.Alice)));
        Assert.Equal((1, 43), Minute(velocity, VelocitySubject.Of(Phone)));
        Assert.Equal((1, 30), Minute(velocity, VelocitySubject.Of(Given.Shop)));
        Assert.Equal((1, 12), Minute(velocity, VelocitySubject.Of(Given.OtherShop)));
        Assert.Empty(velocity.At(VelocitySubject.Of(OwnerId.Platform), Given.Noon));
    }

    [Fact]
    public void A_hold_counts_when_it_is_placed_and_not_again_when_it_is_taken()
    {
        var velocity = new Velocity();
        velocity.Apply(new Entry(
            Given.Alice, 1, Given.Id(1), Given.RequestHash, Given.Noon,
            new UserEvent.HoldPlaced(Given.Shop, Given.Noon + MinuteMs, Scene.Taxi, null, 0) { Device = Phone },
            [new Transfer(Pocket.Cash, Given.Alice, Pocket.Held, Asset.Cny, 50)]));
        velocity.Apply(new Entry(
            Given.Alice, 2, Given.Id(2), Given.RequestHash, Given.Noon, new UserEvent.HoldCaptured(Given.Id(1), Scene.Taxi, null, 0, 0),
            [new Transfer(Pocket.Held, Given.Shop, Pocket.Pending, Asset.Cny, 50)]));

        Assert.Equal((1, 50), Minute(velocity, VelocitySubject.Of(Given.Alice)));
        Assert.Equal((1, 50), Minute(velocity, VelocitySubject.Of(Given.Shop)));
        Assert.Equal((1, 50), Minute(velocity, VelocitySubject.Of(Phone)));
    }

    [Fact]
    public void What_is_older_than_the_longest_window_is_forgotten_and_the_memory_with_it()
    {
        var velocity = new Velocity();
        for (var n = 0; n < 1_000; n++) velocity.Apply(Payment(new OwnerId(OwnerKind.User, n), Given.Shop, Given.Noon + n, amountMinor: 1));
        velocity.Apply(Payment(Given.Bob, Given.OtherShop, Given.Noon + Velocity.KeptMs + 1_000, amountMinor: 1));

        Assert.Equal(2, velocity.SubjectCount);
    }

    [Fact]
    public void Sums_stay_right_when_all_sums_ever_would_overflow()
    {
        var velocity = new Velocity();
        for (var n = 0; n < 6; n++) velocity.Apply(Payment(Given.Alice, Given.Shop, Given.Noon + (n * 2 * MinuteMs), long.MaxValue / 2));

        Assert.Equal((1, long.MaxValue / 2), Minute(velocity, VelocitySubject.Of(Given.Alice), Given.Noon + (10 * MinuteMs)));
    }

    [Fact]
    public void A_million_payments_in_and_out_of_order_count_as_if_each_was_looked_at()
    {
        const int PaymentCount = 1_000_000, PayerCount = 5_000, ShopCount = 200, DeviceCount = 3_000;
        var random = new Random(618);
        var (velocity, oracle) = (new Velocity(), new BruteForce());
        var (atMs, edges) = (Given.Noon, 0);
        for (var n = 1; n <= PaymentCount; n++)
        {
            atMs += random.Next(16);
            // Two of three are in order; hosts whose clocks differ bring the third.
            var entryMs = atMs - (random.Next(3) == 0 ? random.Next((int)Velocity.SlackMs) : 0);
            var (payer, shop) = (new OwnerId(OwnerKind.User, random.Next(PayerCount)), new OwnerId(OwnerKind.Merchant, random.Next(ShopCount)));
            var device = random.Next(5) == 0 ? (Guid?)null : Given.Id(random.Next(DeviceCount));
            var asset = random.Next(20) == 0 ? new Asset(840) : Asset.Cny;
            var amountMinor = random.Next(1, 1_000_000);
            velocity.Apply(Payment(payer, shop, entryMs, amountMinor, asset, device));
            oracle.Add(payer, shop, device, asset, entryMs, amountMinor);
            if (n % 2_000 != 0) continue;
            foreach (var subject in (VelocitySubject[])[VelocitySubject.Of(payer), VelocitySubject.Of(shop), VelocitySubject.Of(device ?? Given.Id(1))])
            {
                // Just as an earlier one of the same subject comes or leaves a window, and a millisecond to both sides.
                foreach (var edgeMs in oracle.EdgesOf(subject, atMs - Velocity.SlackMs + 1, atMs, random))
                {
                    Assert.Equal(oracle.At(subject, edgeMs), velocity.At(subject, edgeMs).Where(count => count.PaymentCount > 0));
                    edges++;
                }
            }
        }
        Assert.True(edges > 10_000, $"only {edges} instants were looked at");
    }

    private static (long, long) Minute(Velocity velocity, VelocitySubject subject, long? atMs = null) =>
        velocity.At(subject, atMs ?? Given.Noon) is [{ } minute, ..] ? (minute.PaymentCount, minute.AmountMinor) : (0, 0);

    private static Entry Payment(OwnerId payer, OwnerId shop, long atMs, long amountMinor, Asset? asset = null, Guid? device = null) => new(
        payer, 1, Guid.Empty, Given.RequestHash, atMs, new UserEvent.PaymentMade(Scene.Mall, null, 0) { Device = device },
        [new Transfer(Pocket.Cash, shop, Pocket.Pending, asset ?? Asset.Cny, amountMinor)]);

    private static Transfer Paid(OwnerId payee, long amountMinor) => new(Pocket.Cash, payee, Pocket.Pending, Asset.Cny, amountMinor);

    /// <summary>Everything in one list, looked through from end to end.</summary>
    private sealed class BruteForce
    {
        private readonly Dictionary<VelocitySubject, List<(Asset Asset, long AtMs, long AmountMinor)>> all = [];

        public void Add(OwnerId payer, OwnerId shop, Guid? device, Asset asset, long atMs, long amountMinor)
        {
            Of(VelocitySubject.Of(payer)).Add((asset, atMs, amountMinor));
            Of(VelocitySubject.Of(shop)).Add((asset, atMs, amountMinor));
            if (device is { } key) Of(VelocitySubject.Of(key)).Add((asset, atMs, amountMinor));
        }

        /// <summary>For each window an instant at which a payment leaves it, one at which a payment comes, and those a millisecond before and after.</summary>
        public IEnumerable<long> EdgesOf(VelocitySubject subject, long firstMs, long lastMs, Random random)
        {
            foreach (var windowMs in Velocity.WindowsMs.Prepend(0))
            {
                var leaves = Of(subject).Select(payment => payment.AtMs + windowMs).Where(leaveMs => leaveMs >= firstMs && leaveMs <= lastMs).ToList();
                if (leaves.Count == 0) continue;
                var edgeMs = leaves[random.Next(leaves.Count)];
                for (var besideMs = -1; besideMs <= 1; besideMs++) yield return edgeMs + besideMs;
            }
        }

        public ImmutableArray<VelocityCount> At(VelocitySubject subject, long nowMs) =>
        [
            .. from asset in (Asset[])[Asset.Cny, new Asset(840)]
               from windowMs in (long[])[60_000, 600_000, 3_600_000]
               let within = Of(subject).Where(payment => payment.Asset == asset && payment.AtMs > nowMs - windowMs && payment.AtMs <= nowMs).ToList()
               where within.Count > 0
               select new VelocityCount(asset, windowMs, within.Count, within.Sum(payment => payment.AmountMinor)),
        ];

        private List<(Asset Asset, long AtMs, long AmountMinor)> Of(VelocitySubject subject)
        {
            if (!all.TryGetValue(subject, out var payments)) all.Add(subject, payments = []);
            return payments;
        }
    }
}
