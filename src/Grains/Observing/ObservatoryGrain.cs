using System.Collections.Immutable;
using Granary.Journal;
using Granary.Ledger;
using Orleans.Concurrency;

namespace Granary.Grains;

[Reentrant]
public sealed class ObservatoryGrain(IJournal journal, IObservationStore observations, IBusinessClock clock) : Grain, IObservatoryGrain
{
    public async Task<ImmutableArray<VelocityCount>> VelocityOf(VelocitySubject subject)
    {
        var nowMs = clock.NowMs;
        var parts = await Task.WhenAll(Enumerable.Range(0, journal.PartitionCount).Select(partition =>
            GrainFactory.GetGrain<IVelocityGrain>(partition).At(subject, nowMs)));
        return
        [
            .. parts.SelectMany(part => part).GroupBy(count => (count.Asset.Code, count.WindowMs)).OrderBy(same => same.Key)
                .Select(same => new VelocityCount(
                    new Asset(same.Key.Code), same.Key.WindowMs, same.Sum(count => count.PaymentCount), same.Sum(count => count.AmountMinor))),
        ];
    }

    public async Task<ImmutableArray<MerchantFlow>> FlowOf(OwnerId merchant, DateOnly first, DateOnly last)
    {
        var rows = await observations.ReadSubjectAsync(MerchantFlowGrain.Observer, merchant.ToString(), first.DayNumber, last.DayNumber);
        return
        [
            .. rows.GroupBy(row => row.Day).OrderBy(day => day.Key)
                .Select(day => MerchantDay.Sum(DateOnly.FromDayNumber(day.Key), day.Select(row => MerchantDay.FromJson(row.State.Span)))),
        ];
    }
}
