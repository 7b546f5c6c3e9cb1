using System.Diagnostics;

namespace RuntimeSemantics.Slice;

public interface IWitnessGrain : IGrainWithIntegerKey
{
    /// <summary>What is ambient at the start of the call, and after a wait.</summary>
    Task<List<string?>> Look();

    Task<List<string?>> LookThrough(long other);
}

internal sealed class WitnessGrain : Grain, IWitnessGrain
{
    public async Task<List<string?>> Look()
    {
        var first = Activity.Current?.OperationName;
        await Task.Delay(1);
        return [first, Activity.Current?.OperationName];
    }

    public async Task<List<string?>> LookThrough(long other)
    {
        using var inner = new Activity("inner") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        return await GrainFactory.GetGrain<IWitnessGrain>(other).Look();
    }
}

/// <summary>A trace goes along with a call, and nothing else that is ambient at the caller.</summary>
public sealed class TraceTests : IAsyncLifetime
{
    private readonly Orleans.Embedded.EmbeddedSilo silo = Silos.Of(Silos.With(typeof(WitnessGrain)));

    public Task InitializeAsync() => silo.StartAsync();

    public Task DisposeAsync() => silo.StopAsync();

    [Fact]
    public async Task The_callee_sees_the_trace_of_its_caller_and_whom_it_calls_sees_the_callees()
    {
        using var caller = Recorded("caller");
        Assert.Equal(["caller", "caller"], await Witness(1).Look());
        Assert.Equal(["inner", "inner"], await Witness(1).LookThrough(2));
        Assert.Same(caller, Activity.Current);
    }

    [Fact]
    public async Task A_call_outside_a_trace_sees_none_whoever_called_before_it()
    {
        using (Recorded("caller"))
            await Witness(3).Look();
        Assert.Equal([null, null], await Witness(3).Look());
    }

    [Fact]
    public async Task A_trace_that_nobody_records_does_not_go_along()
    {
        using var caller = new Activity("caller").Start();
        Assert.Equal([null, null], await Witness(4).Look());
    }

    private static Activity Recorded(string name) => new Activity(name) { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();

    private IWitnessGrain Witness(long key) => ((IClusterClient)silo).GetGrain<IWitnessGrain>(key);
}
