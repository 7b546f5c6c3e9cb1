using System.Collections.Immutable;
using Granary.Grains;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>Something that is going to go wrong, written down before it does, so that a failing run can be had without it.</summary>
/// <param name="GapUs">How long after the one before.</param>
/// <param name="Salt">From this the rest follows.</param>
internal sealed record PlannedMisfortune(int Index, long GapUs, int Kind, ulong Salt);

/// <summary>All that will ever go wrong of itself; what goes wrong on the way to the journal or to a host is <see cref="StoreWeather"/>'s and the <see cref="Clients"/>'.</summary>
internal sealed class Misfortunes(ulong seed, Climate climate)
{
    public const int KindCount = 7;

    private readonly Dice dice = Dice.For(seed, thing: 3);
    private int count;

    public PlannedMisfortune Next()
    {
        var gapUs = dice.Skewed(1_000, climate.MisfortuneGapMsMax * 1_000);
        var thrown = dice.Below(climate.MisfortuneWeights.Sum());
        var kind = 0;
        while ((thrown -= climate.MisfortuneWeights[kind]) >= 0) kind++;
        return new PlannedMisfortune(count++, gapUs, kind, dice.Next());
    }
}

/// <summary>Makes it happen.</summary>
internal sealed class Faults(Climate climate, Cluster cluster, VirtualTime time, ModelStore store, Oracle oracle, Lane strangers, History history)
{
    public void Strike(PlannedMisfortune planned)
    {
        var dice = new Dice(planned.Salt);
        var number = dice.Below(cluster.Size);
        switch (planned.Kind)
        {
            case 0:
                cluster.Crash(number);
                time.After(dice.Skewed(1_000, 3_000_000), () => cluster.Start(number));
                break;
            case 1:
                cluster.Stop(number);
                time.After(dice.Skewed(2_500_000, 6_000_000), () => cluster.Start(number));
                break;
            case 2 when cluster.At(number) is { IsUp: true, IsPaused: false } host:
                var pausedUs = dice.Skewed(1_000, 60_000_000);
                history.Add(time.NowUs, $"{host.Name} is paused for {pausedUs / 1_000} ms");
                host.Pause(pausedUs);
                break;
            case 3:
                CutOff(dice.Chance(500) ? [.. Enumerable.Range(0, cluster.Size)] : [number], dice.Skewed(1_000, 3_000_000));
                break;
            case 4:
                Jump(() => cluster.Skew(number, dice.Between(-1, 1) * (long)dice.Below(climate.ClockSkewMsMax + 1)), $"the clock of host {number}");
                break;
            case 5:
                Jump(() => cluster.AdvancedMs += dice.Pick([1_000L, 600_000L, 86_400_000L, 5 * 86_400_000L, 11 * 86_400_000L]), "the calendar");
                break;
            case 6 when cluster.At(number) is { IsUp: true } host:
                for (var pushes = dice.Between(1, 4); pushes > 0; pushes--) PushSomethingOld(host, dice);
                break;
        }
    }

    private void CutOff(int[] numbers, long forUs)
    {
        history.Add(time.NowUs, $"host {string.Join(" and ", numbers)} cannot reach the store for {forUs / 1_000} ms");
        foreach (var journal in numbers.Select(cluster.At).OfType<Host>().Select(host => host.Journal))
        {
            journal.IsCutOff = true;
            time.After(forUs, () => journal.IsCutOff = false);
        }
    }

    // Who is just deciding may have read the old time or the new.
    private void Jump(Action jump, string what)
    {
        oracle.LookAtAll();
        jump();
        oracle.LookAtAll();
        history.Add(time.NowUs, $"{what} jumps");
    }

    /// <summary>What a feed once brought comes again, out of order and in other pieces.</summary>
    private void PushSomethingOld(Host host, Dice dice)
    {
        var owner = new OwnerId(dice.Chance(800) ? OwnerKind.Merchant : OwnerKind.Custody, dice.Between(1, 2));
        var partition = dice.Below(store.PartitionCount);
        var head = (int)store.HeadOf(partition);
        var from = dice.Between(0, head);
        var to = dice.Between(from, head);
        var credits = ImmutableArray.CreateBuilder<Credit>();
        store.Of(owner).Between(partition, from, to, credits);
        history.Add(time.NowUs, $"{host.Name} gets {owner}'s credits from {partition}/{from} to {to} once more");
        strangers.Start(async () =>
        {
            try
            {
                await Clients.Find(host, owner).Receive(new CreditPush(partition, from, to, credits.ToImmutable()));
            }
            catch (Exception failed)
            {
                if (!Failures.MayHappen(failed)) oracle.Accuse($"a push to {owner} at {host.Name} ended in {failed}");
            }
        });
    }
}
