using Granary.Cli.Http;
using Granary.Cli.Load;

namespace Granary.Cli.SaleDay;

/// <summary>A sale day from opening to audit. Everything that it finds is in the report; it prints nothing.</summary>
public sealed class Day : IDisposable
{
    private readonly SaleDayPlan plan;
    private readonly ApiKeys keys;
    private readonly Crowd crowd;
    private readonly Market market;
    private readonly ShadowLedger shadow;
    private readonly Customer[] customers;

    private Day(SaleDayPlan plan, ApiKeys keys, Crowd crowd, TimeProvider time)
    {
        (this.plan, this.keys, this.crowd) = (plan, keys, crowd);
        market = new Market(plan.UserCount, plan.MerchantCount, plan.FirstNumber, plan.Custodian);
        shadow = new ShadowLedger(market.OwnerCount);
        var popularity = new Zipf(plan.MerchantCount);
        customers = [.. crowd.Callers.Select(caller => new Customer(caller, market, keys, popularity, shadow, plan.RunId, plan.Seed, plan.ReplayPerMille))];
        Opening = new Opening(crowd, market, keys, plan.RunId);
        Pace = plan.Pace(time);
    }

    public Opening Opening { get; }

    public Pace Pace { get; }

    public static async Task<Day> PrepareAsync(SaleDayPlan plan, ApiKeys keys, TimeProvider time) =>
        new(plan, keys, await Crowd.GatherAsync(plan.Server, plan.ConnectionCount, plan.Patience, time), time);

    /// <summary>Everybody is open and has money; null, or what went wrong.</summary>
    public Task<Answered?> OpenAsync() => Opening.RunAsync(plan.DepositMinor, shadow);

    public Task TradeAsync()
    {
        Pace.Start();
        return crowd.EachAsync(caller => customers[caller.Number].ShopAsync(Pace));
    }

    /// <summary>The sum of what all customers have seen; while they are at it, slightly old.</summary>
    public Tally Tally()
    {
        var sum = new Tally();
        foreach (var customer in customers) sum.Add(customer.Tally);
        return sum;
    }

    /// <summary>Latencies so far: the only part of the tally that may be read while customers write it.</summary>
    public (LatencyHistogram Latencies, long ErrorCount) Glance()
    {
        var sum = new LatencyHistogram();
        long errorCount = 0;
        foreach (var customer in customers)
        {
            sum.Add(customer.Tally.Latencies);
            errorCount += customer.Tally.ErrorCount + customer.Tally.UnknownCount;
        }
        return (sum, errorCount);
    }

    /// <summary>Compares the shadow with the server, and asks the server for its proof.</summary>
    public async Task<Report> CloseAsync(TimeSpan traded)
    {
        var tally = Tally();
        foreach (var exchange in crowd.Callers.Select(caller => caller.Exchange))
        {
            if (exchange.ServerErrorCount > 0) tally.Error($"{exchange.ServerErrorCount} answers of the 5xx family on one connection");
        }
        var audit = new Audit(market, shadow);
        var unread = await new BalanceReading(crowd, market, keys).ReadAsync(audit.Compare);
        var (proof, unproven) = await ProofReading.ReadAsync(crowd.Callers[0], keys);
        if ((unread ?? unproven) is { } missing) tally.Error(missing.ToString());
        return new Report(plan, tally, traded, crowd.Callers.Sum(caller => caller.Exchange.RepeatCount), shadow.AcknowledgedMinor, audit, proof);
    }

    public void Dispose() => crowd.Dispose();
}
