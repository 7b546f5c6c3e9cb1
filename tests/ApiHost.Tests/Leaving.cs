using System.Reflection;
using Granary.Grains;
using Granary.Silo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;

namespace Granary.ApiHost.Tests;

/// <summary>A host that leaves is gone within half a minute, whoever does not answer.</summary>
public sealed class Leaving
{
    [Fact]
    public void With_the_longest_grace_all_steps_together_take_half_a_minute_at_most()
    {
        var all = DrainSteps.AllWithin(grace: TimeSpan.FromSeconds(8)) + DrainSteps.JournalWithin + DrainSteps.TracesWithin;
        Assert.True(all <= TimeSpan.FromSeconds(30), $"{all}");
        Assert.Equal(DrainSteps.JournalWithin.TotalMilliseconds, new SiloOptions().Journal.StopMs);
    }

    [Fact]
    public async Task A_host_whose_time_is_up_does_not_wait_until_its_leaving_is_heard()
    {
        var time = new StandingTime();
        using var nothing = new ServiceCollection().BuildServiceProvider();
        var reporting = new HostReporting(new HostState(), DispatchProxy.Create<IGrainFactory, Nobody>(), time, nothing);
        using var beats = new HostBeats(
            new SiloOptions(), new Deaf(), reporting, DispatchProxy.Create<IBusinessClock, Nobody>(), DispatchProxy.Create<IHostApplicationLifetime, Nobody>(), time,
            NullLogger<HostBeats>.Instance);
        await beats.StopAsync(new CancellationToken(canceled: true)).WaitAsync(TimeSpan.FromSeconds(30));
    }

    private sealed class Deaf : IHostRegistry
    {
        public Task<BeatAnswer> BeatAsync(HostBeat beat, CancellationToken cancellation) => throw new NotSupportedException();

        public Task LeaveAsync(string name, long startedAtMs, CancellationToken cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
    }

    /// <summary>No time passes, so whatever ends was not ended by waiting long enough.</summary>
    private sealed class StandingTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public class Nobody : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException(targetMethod?.Name);
    }
}
