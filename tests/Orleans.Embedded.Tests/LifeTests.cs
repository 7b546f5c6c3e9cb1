using Orleans.Runtime;
using RuntimeSemantics.Grains;

namespace RuntimeSemantics;

[Collection(nameof(Cluster))]
public sealed class LifeTests(Cluster cluster)
{
    private readonly long key = Stage.NewKey();

    private ILifeGrain Grain => cluster.Client.GetGrain<ILifeGrain>(key, "RuntimeSemantics.Grains.LifeGrain");

    private IReadOnlyList<string> Said => Stage.Said($"life {key}");

    private IManagementGrain Management => cluster.Client.GetGrain<IManagementGrain>(0);

    [Fact]
    public async Task The_first_call_activates_a_grain_and_the_next_finds_it()
    {
        Assert.Empty(Said);
        Assert.Equal(1, await Grain.Calls());
        Assert.Equal(2, await Grain.Calls());
        Assert.Equal(["activated"], Said);
    }

    [Fact]
    public async Task First_calls_at_the_same_time_make_one_activation()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Grain.Calls()));
        Assert.Equal(21, await Grain.Calls());
        Assert.Equal(["activated"], Said);
    }

    [Fact]
    public async Task A_grain_that_leaves_still_answers_and_the_next_call_gets_another_activation()
    {
        Assert.Equal(1, await Grain.Calls());
        var leaving = Grain.Leave($"leave {key}");
        await Stage.On($"leave {key} started");
        var next = Grain.Calls();
        Stage.Give($"leave {key}");
        Assert.Equal(2, await leaving);
        Assert.Equal(1, await next);
        Assert.Equal(["activated", "deactivated ApplicationRequested", "activated"], Said);
    }

    [Fact]
    public async Task A_grain_may_leave_and_fail_at_once()
    {
        Assert.Equal("fenced", (await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.LeaveAndFail())).Message);
        Assert.Equal(1, await Grain.Calls());
        Assert.Equal(["activated", "deactivated ApplicationRequested", "activated"], Said);
    }

    [Fact]
    public async Task An_exception_of_OnActivateAsync_reaches_the_caller_and_the_next_call_tries_again()
    {
        var unwilling = cluster.Client.GetGrain<IUnwillingGrain>(key);
        var thrown = await Assert.ThrowsAsync<OutOfStockException>(() => unwilling.Work());
        Assert.Equal(("not today", (int)key), (thrown.Message, thrown.Left));
        Assert.Equal(["tried"], Stage.Said($"unwilling {key}"));
        Stage.Give($"unwilling {key}");
        Assert.Equal("willing", await unwilling.Work());
        Assert.Equal(["tried", "tried"], Stage.Said($"unwilling {key}"));
    }

    [Fact]
    public async Task A_collection_ends_idle_activations_but_not_those_that_are_kept_or_asked_to_stay()
    {
        var lasting = cluster.Client.GetGrain<ILastingLifeGrain>(Stage.NewKey());
        var staying = cluster.Client.GetGrain<ILifeGrain>(Stage.NewKey(), "RuntimeSemantics.Grains.LifeGrain");
        await Grain.Calls();
        await lasting.Calls();
        await staying.Calls();
        await staying.Stay(TimeSpan.FromMinutes(10));
        await Management.ForceActivationCollection(TimeSpan.Zero);
        Assert.Equal(["activated", "deactivated ActivationIdle"], await Stage.Said($"life {key}", countMin: 2));
        Assert.Equal(1, await Grain.Calls());
        Assert.Equal(2, await lasting.Calls());
        Assert.Equal(2, await staying.Calls());
    }

    [Fact]
    public async Task A_collection_leaves_a_grain_with_a_running_call_alone()
    {
        var turns = cluster.Client.GetGrain<ITurnsGrain>(key, "RuntimeSemantics.Grains.TurnsGrain");
        await turns.CountCarelessly(1);
        var running = turns.Write($"busy {key}");
        await Stage.On($"busy {key} started");
        await Management.ForceActivationCollection(TimeSpan.Zero);
        Stage.Give($"busy {key}");
        await running;
        Assert.Equal(1, await turns.Counted());
    }

    [Fact]
    public async Task Activations_are_counted_by_class()
    {
        await Grain.Calls();
        var statistics = await Management.GetSimpleGrainStatistics();
        Assert.Contains(statistics, statistic => statistic.GrainType.Contains("LifeGrain", StringComparison.Ordinal) && statistic.ActivationCount > 0);
        Assert.True(await Management.GetTotalActivationCount() > 0);
    }

    [Theory]
    [InlineData(255, "life/FF")]
    [InlineData(-5, "life/FFFFFFFFFFFFFFFB")]
    public async Task An_integer_key_is_hexadecimal_in_the_text_of_an_identity(long number, string text)
    {
        var grain = cluster.Client.GetGrain<ILifeGrain>(number, "RuntimeSemantics.Grains.LifeGrain");
        Assert.Equal(text, grain.GetGrainId().ToString());
        Assert.Equal($"{text} {text} {text} True", await grain.Identity());
        Assert.Equal(number, grain.GetPrimaryKeyLong());
        Assert.Equal(number, await grain.Key());
    }

    [Fact]
    public async Task A_string_key_is_itself()
    {
        var grain = cluster.Client.GetGrain<INamedLifeGrain>("anna/b");
        Assert.Equal("anna/b", grain.GetPrimaryKeyString());
        Assert.Equal("anna/b", await grain.Key());
    }

    [Fact]
    public async Task A_grain_knows_where_it_runs()
    {
        Assert.NotEmpty(await Grain.Services());
    }
}
