using Granary.Grains;
using Granary.Journal.Audit;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>
/// The end of a run, when all is healed: two months pass, every merchant is settled, and then every host must show every owner as the naive
/// ledger has it.
/// </summary>
internal sealed class Finale(Cluster cluster, Clients clients, Oracle oracle, ModelStore store, Climate climate)
{
    private const long TwoMonthsMs = 60L * 24 * 60 * 60 * 1_000;
    private const int VelocitySubjectsMax = 10;

    public bool IsOver { get; private set; }

    public async Task Play()
    {
        // Until everybody is up again and old timers have run out.
        await clients.Wait(8_000_000);
        oracle.BeginPeace();
        await CompareVelocity();
        await ReadAll();
        cluster.AdvancedMs += TwoMonthsMs;
        // The first reading gives expired holds back and passes on what came to closed owners; only then does everything lie still.
        await ReadAll();
        await ReadAll();
        await SettleAll();
        await clients.Wait(2_000_000);
        await CompareAll();
        await CompareFeeds();
        await CompareFlows();
        if (climate.Webhooks.HasAny) await new WebhookFinale(cluster, clients, oracle, climate.Webhooks).Play();
        await Verify();
        IsOver = true;
    }

    private async Task ReadAll()
    {
        foreach (var host in cluster.Up.ToList())
        {
            foreach (var owner in oracle.Ledger.Owners.Where(HasGrain).ToList()) await Read(host, owner.Id);
        }
    }

    private async Task SettleAll()
    {
        var host = cluster.Up.First();
        foreach (var merchant in oracle.Ledger.Owners.Where(owner => owner is { Id.Kind: OwnerKind.Merchant, Status: OwnerStatus.Open }).ToList())
        {
            var body = $"{merchant.Id} settle at last";
            var command = new MerchantCommand.Settle(CommandId.OfRequest("finale", body), CommandId.HashOf(body), BusinessDate: null);
            var attempt = oracle.Called(new Issued(merchant.Id, command, body), host);
            try
            {
                oracle.Answered(attempt, await host.Grains.GetGrain<IMerchantGrain>(merchant.Id.Number).Execute(command));
            }
            catch (Exception failed)
            {
                oracle.Accuse($"settling {merchant.Id} in peace ended in {failed}");
            }
            foreach (var (pocket, asset, amountMinor) in merchant.Balances)
            {
                if (pocket == Pocket.Pending) oracle.Accuse($"{amountMinor} of {merchant.Id} were never settled");
                if (merchant.FeesWaitingMinor.GetValueOrDefault(asset) != 0) oracle.Accuse($"{merchant.Id} has paid other fees than it owed");
            }
        }
    }

    private async Task CompareAll()
    {
        foreach (var host in cluster.Up.ToList())
        {
            foreach (var owner in oracle.Ledger.Owners.Where(HasGrain).ToList())
            {
                if (await Read(host, owner.Id) is { } view) oracle.Viewed(view, host);
            }
        }
    }

    private async Task CompareFeeds()
    {
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            var leaders = 0;
            foreach (var host in cluster.Up.ToList())
            {
                var status = await host.Grains.GetGrain<IFeedGrain>(partition).Status();
                if (!status.IsLeading) continue;
                leaders++;
                if (status.Position != store.HeadOf(partition)) oracle.Accuse($"{host.Name}'s feed {partition} rests at {status.Position} before the end");
            }
            if (leaders != 1) oracle.Accuse($"feed {partition} has {leaders} leaders in peace");
        }
    }

    private async Task CompareFlows()
    {
        var flows = NaiveFlow.Of(Journal);
        foreach (var host in cluster.Up.ToList())
        {
            // An observer that slept in before it had seen everything wakes with the next entry; here there will be none.
            for (var partition = 0; partition < store.PartitionCount; partition++) await host.Grains.GetGrain<IMerchantFlowGrain>(partition).CatchUp();
            foreach (var merchant in oracle.Ledger.Owners.Where(owner => owner.Id.Kind == OwnerKind.Merchant).ToList())
            {
                var shown = await host.Grains.GetGrain<IObservatoryGrain>(0).FlowOf(merchant.Id, new DateOnly(2029, 1, 1), new DateOnly(2040, 1, 1));
                if (NaiveFlow.Flaw(shown, flows.GetValueOrDefault(merchant.Id) ?? []) is { } flaw) oracle.Accuse($"{host.Name}'s days of {merchant.Id} {flaw}");
            }
        }
    }

    // Before months pass and nothing is within an hour any more.
    private async Task CompareVelocity()
    {
        var naive = new NaiveVelocity(Journal);
        foreach (var host in cluster.Up.ToList())
        {
            if (!naive.IsExact(cluster.SkewMsMax, host.ClockMs)) continue;
            foreach (var subject in naive.Busiest(host.ClockMs).Take(VelocitySubjectsMax).ToList())
            {
                var sinceMs = host.ClockMs;
                var shown = await host.Grains.GetGrain<IObservatoryGrain>(0).VelocityOf(subject);
                // It is counted at one instant between question and answer.
                var isRight = false;
                for (var atMs = sinceMs; atMs <= host.ClockMs && !isRight; atMs++) isRight = naive.Is(shown, subject, atMs);
                if (!isRight) oracle.Accuse($"{host.Name} counts other payments of {subject} than there are: {string.Join(", ", shown)}");
            }
        }
    }

    /// <summary>As an operator does who has been told that all is well.</summary>
    private async Task Verify()
    {
        await foreach (var finding in new JournalAudit(new AuditedStore(store), StateFolds.Of).FindingsAsync()) oracle.Accuse($"the audit finds: {finding}");
    }

    private IEnumerable<PostedEntry> Journal => Enumerable.Range(0, store.PartitionCount).SelectMany(partition => store.Feed(partition, after: 0, int.MaxValue));

    private async Task<OwnerView?> Read(Host host, OwnerId owner)
    {
        try
        {
            return await Clients.Find(host, owner).Read();
        }
        catch (Exception failed)
        {
            oracle.Accuse($"reading {owner} at {host.Name} in peace ended in {failed}");
            return null;
        }
    }

    private static bool HasGrain(NaiveOwner owner) => owner.Id.Kind is OwnerKind.User or OwnerKind.Merchant or OwnerKind.Custody or OwnerKind.Platform;
}
