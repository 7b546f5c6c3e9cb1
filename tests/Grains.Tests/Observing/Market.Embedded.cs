using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded;
using Orleans.Runtime;
using Orleans.Streams;

namespace Granary.Grains.Tests.Observing;

/// <summary>Shops, customers and what they did, in one model journal; hosts that follow it and can be killed at any call.</summary>
internal sealed class Market : IAsyncDisposable
{
    private const int ShopCount = 5, UserCount = 20, PhoneCount = 7;
    private readonly Dictionary<OwnerId, long> sequences = [];
    private readonly TestClock clock = new();
    private EmbeddedSilo? silo;
    private long lateMs;
    private int ids;

    public Market()
    {
        foreach (var shop in Shops)
        {
            Write(shop, new OwnerEvent.Opened("", null));
            // Enough to refund from.
            Write(new OwnerId(OwnerKind.Custody, 1), new CustodyEvent.DepositReported("b"), new Transfer(Pocket.Bank, shop, Pocket.Cash, Asset.Cny, 10_000));
        }
        Write(ClosedShop, new OwnerEvent.Opened("", null));
        Write(ClosedShop, new OwnerEvent.Closed(""));
    }

    public ModelJournal Journal { get; } = new();

    public static IEnumerable<OwnerId> Shops => Enumerable.Range(1, ShopCount).Select(number => new OwnerId(OwnerKind.Merchant, number));

    /// <summary>Some still pay it: a credit needs no permission.</summary>
    public static OwnerId ClosedShop { get; } = new(OwnerKind.Merchant, 99);

    private IEnumerable<(Entry Entry, Transfer Transfer)> Lines =>
        Journal.Entries.SelectMany(posted => posted.Entry.Transfers, (posted, transfer) => (posted.Entry, transfer));

    /// <summary>Null after a kill.</summary>
    public EmbeddedSilo? Running => silo;

    public EmbeddedSilo Silo => silo ?? throw new InvalidOperationException("no host runs");

    /// <summary>Everybody whose payments are counted.</summary>
    public static IEnumerable<VelocitySubject> Subjects =>
    [
        .. Shops.Append(ClosedShop).Concat(Enumerable.Range(0, UserCount).Select(User)).Select(VelocitySubject.Of),
        .. Enumerable.Range(0, PhoneCount).Select(number => VelocitySubject.Of(Phone(number))),
    ];

    /// <summary>The business clock; it stands while nobody does business.</summary>
    public long NowMs { get => clock.NowMs; set => clock.NowMs = value; }

    /// <param name="stepMsMax">How much time passes from one to the next.</param>
    /// <param name="lateMsMax">How much earlier an entry may say that it is: hosts' clocks differ.</param>
    public void DoBusiness(Random random, int entryCount, int stepMsMax = 1_000, int lateMsMax = 0)
    {
        for (var n = 0; n < entryCount; n++)
        {
            clock.NowMs += random.Next(stepMsMax);
            lateMs = random.Next(lateMsMax + 1);
            var shop = Shops.ElementAt(random.Next(ShopCount));
            if (random.Next(8) == 0) Write(User(random), Payment(random), new Transfer(Pocket.Cash, ClosedShop, Pocket.Cash, Asset.Cny, random.Next(1, 500)));
            if (random.Next(6) == 0) Write(shop, new MerchantEvent.PaymentRefunded(NextId(), null, 0, 1), new Transfer(Pocket.Cash, User(random), Pocket.Cash, Asset.Cny, 1));
            else Write(User(random), Payment(random), new Transfer(Pocket.Cash, shop, Pocket.Cash, Asset.Cny, random.Next(1, 500)));
        }
    }

    /// <param name="grains">The grain classes that this host has.</param>
    public async Task<EmbeddedSilo> StartAsync(params Type[] grains) => silo = await NewHostAsync(grains);

    /// <summary>A host beside the one that this market tells and kills.</summary>
    public async Task<EmbeddedSilo> NewHostAsync(params Type[] grains)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddSingleton<IJournal>(Journal).AddSingleton<IJournalQueries>(Journal).AddSingleton<IObservationStore>(Journal)
            .AddSingleton<IBusinessClock>(clock).AddSingleton(new HostName("market")).AddSingleton(new BookLimits(ChangesPerSnapshot: 7)).AddSingleton<BookContext>()
            .AddSingleton(new OwnerDirectory(Journal, TimeProvider.System));
        var options = new EmbeddedOptions();
        foreach (var grain in grains) options.GrainClasses.Add(grain);
        options.StreamProviders.Add(Activity.Provider);
        var host = new EmbeddedSilo(services.BuildServiceProvider(), options);
        await host.StartAsync();
        return host;
    }

    /// <summary>As kill -9 does: no goodbye, and the lease is free because its session ended.</summary>
    public void Kill()
    {
        var killed = silo;
        silo = null;
        killed?.Crash();
        Journal.Leader = null;
    }

    public Task Tell(IEnumerable<PostedEntry> entries) => Silo.GetStreamProvider(Activity.Provider)
        .GetStream<Activity>(StreamId.Create(Activity.Namespace, 0L)).OnNextBatchAsync(entries.Select(posted => new Activity(posted)));

    /// <summary>What reached the closed shop and what it moved on: it does so when the feed brings it the credit, and nobody else asks it.</summary>
    public (long ReachedMinor, long MovedMinor) LateMoney => (
        Lines.Where(line => line.Transfer.CreditOwner == ClosedShop).Sum(line => line.Transfer.AmountMinor),
        Lines.Where(line => line.Entry.Owner == ClosedShop).Sum(line => line.Transfer.AmountMinor));

    /// <summary>Everybody's payments within the windows that end now, counted one by one.</summary>
    public IReadOnlyList<string> VelocitiesOfTheJournal(Func<PostedEntry, bool>? counts = null) =>
    [
        .. from subject in Subjects
           from windowMs in Velocity.WindowsMs
           let within = Journal.Entries.Where(posted => counts?.Invoke(posted) ?? true).Select(posted => posted.Entry)
               .Where(entry => entry.Event is UserEvent.PaymentMade made && entry.AtMs > NowMs - windowMs && entry.AtMs <= NowMs
                   && (subject.Device != Guid.Empty ? made.Device == subject.Device : entry.Owner == subject.Owner || entry.Transfers[0].CreditOwner == subject.Owner)).ToList()
           where within.Count > 0
           select Text(subject, windowMs, within.Count, within.Sum(entry => entry.Transfers[0].AmountMinor)),
    ];

    /// <summary>The same as whoever asks the API is told.</summary>
    public async Task<IReadOnlyList<string>> VelocitiesOfTheObserver()
    {
        var told = new List<string>();
        foreach (var subject in Subjects)
        {
            var counts = await Silo.GetGrain<IObservatoryGrain>(0).VelocityOf(subject);
            told.AddRange(counts.Where(count => count.PaymentCount > 0).Select(count => Text(subject, count.WindowMs, count.PaymentCount, count.AmountMinor)));
        }
        return told;
    }

    /// <summary>The merchants' days as one finds them by reading the whole journal once.</summary>
    public IReadOnlyList<string> FlowsOfTheJournal() =>
    [
        .. Lines.Where(line => line.Entry.Event is UserEvent or MerchantEvent)
            .Select(line => (Shop: line.Entry.Owner.Kind == OwnerKind.Merchant ? line.Entry.Owner : line.Transfer.CreditOwner, line.Entry, line.Transfer.AmountMinor))
            .Where(line => line.Shop != ClosedShop)
            .GroupBy(line => (line.Shop, Date: BusinessDate.Of(line.Entry.AtMs))).OrderBy(day => day.Key.Shop.Number).ThenBy(day => day.Key.Date)
            .Select(day =>
            {
                var (sales, refunds) = (day.Where(line => line.Entry.Owner != line.Shop).ToList(), day.Where(line => line.Entry.Owner == line.Shop).ToList());
                return Text(day.Key.Shop, day.Key.Date, sales.Count, sales.Sum(line => line.AmountMinor), refunds.Count, refunds.Sum(line => line.AmountMinor), sales.Select(line => line.Entry.Owner).Distinct().Count());
            }),
    ];

    /// <summary>The merchants' days as the observer kept them.</summary>
    public async Task<IReadOnlyList<string>> FlowsOfTheObserver()
    {
        var flows = new List<string>();
        foreach (var shop in Shops)
        {
            foreach (var row in (await Journal.ReadSubjectAsync(MerchantFlowGrain.Observer, shop.ToString(), 0, int.MaxValue)).OrderBy(row => row.Day))
            {
                var flow = MerchantDay.Sum(DateOnly.FromDayNumber(row.Day), [MerchantDay.FromJson(row.State.Span)]);
                var turnover = flow.Turnovers.Single();
                flows.Add(Text(shop, flow.Date, turnover.SaleCount, turnover.SalesMinor, turnover.RefundCount, turnover.RefundsMinor, flow.PayerCount));
            }
        }
        return flows;
    }

    public async ValueTask DisposeAsync()
    {
        if (silo is not null) await silo.StopAsync();
    }

    private static string Text(OwnerId shop, DateOnly date, long sales, Int128 salesMinor, long refunds, Int128 refundsMinor, long payers) =>
        $"{shop} {date:O}: {sales} sales {salesMinor}, {refunds} refunds {refundsMinor}, {payers} payers";

    private static string Text(VelocitySubject subject, long windowMs, long count, long amountMinor) =>
        $"{(subject.Device == Guid.Empty ? subject.Owner : subject.Device)} {windowMs}: {count} {amountMinor}";

    private static OwnerId User(Random random) => User(random.Next(UserCount));

    private static OwnerId User(int number) => new(OwnerKind.User, number);

    private static Guid Phone(int number) => CommandId.HashOf("phone", $"{number}");

    private static UserEvent.PaymentMade Payment(Random random) =>
        new(Scene.Mall, null, 0) { Device = random.Next(3) == 0 ? null : Phone(random.Next(PhoneCount)) };

    private Guid NextId() => CommandId.HashOf("market", $"{++ids}");

    public PostedEntry PayShop(long amountMinor) => Pay(Shops.First(), amountMinor);

    public PostedEntry PayClosedShop(long amountMinor) => Pay(ClosedShop, amountMinor);

    private PostedEntry Pay(OwnerId shop, long amountMinor)
    {
        Write(User(0), new UserEvent.PaymentMade(Scene.Mall, null, 0), new Transfer(Pocket.Cash, shop, Pocket.Cash, Asset.Cny, amountMinor));
        return Journal.Entries[^1];
    }

    private void Write(OwnerId owner, LedgerEvent happened, params ImmutableArray<Transfer> transfers)
    {
        sequences[owner] = sequences.GetValueOrDefault(owner) + 1;
        Assert.IsType<AppendResult.Appended>(Journal.Append([new Entry(owner, sequences[owner], NextId(), default, clock.NowMs - lateMs, happened, transfers)]));
    }
}
