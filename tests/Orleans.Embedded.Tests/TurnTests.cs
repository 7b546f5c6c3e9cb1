using RuntimeSemantics.Grains;

namespace RuntimeSemantics;

[Collection(nameof(Cluster))]
public sealed class TurnTests(Cluster cluster)
{
    private readonly long key = Stage.NewKey();

    private ITurnsGrain Normal => At(key);

    private IReentrantTurnsGrain Reentrant => cluster.Client.GetGrain<IReentrantTurnsGrain>(key);

    [Fact]
    public async Task Normal_calls_run_one_after_the_other_and_in_order()
    {
        var first = Normal.Write($"a {key}");
        await Stage.On($"a {key} started");
        var second = Normal.Write($"b {key}");
        // The second may go on as soon as it starts, so it would be over before the first if it started too early.
        Stage.Give($"b {key}");
        Stage.Give($"c {key}");
        await Normal.Slip($"c {key}");
        Stage.Give($"a {key}");
        await Task.WhenAll(first, second);
        Assert.Equal(
            [$"write a {key} begins", $"write a {key} ends", $"write b {key} begins", $"write b {key} ends"],
            Stage.Said($"turns {key}").Where(line => line.StartsWith("write", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_normal_call_waits_for_the_running_one_even_while_that_awaits()
    {
        var first = Normal.Write($"a {key}");
        await Stage.On($"a {key} started");
        var second = Normal.Write($"b {key}");
        // The slip arrives after the second call, so when it has started the second could have.
        Stage.Give($"c {key}");
        await Normal.Slip($"c {key}");
        Assert.False(Stage.Given($"b {key} started"));
        Stage.Give($"a {key}");
        Stage.Give($"b {key}");
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Calls_of_one_grain_never_overlap_between_two_awaits()
    {
        var normal = Enumerable.Range(0, 20).Select(_ => Normal.CountCarelessly(50));
        await Task.WhenAll(normal);
        Assert.Equal(1_000, await Normal.Counted());
    }

    [Fact]
    public async Task An_await_comes_back_to_the_scheduler_of_the_activation()
    {
        Assert.True(await Normal.StaysOnItsScheduler());
        Assert.True(await Reentrant.StaysOnItsScheduler());
    }

    [Fact]
    public async Task Read_only_calls_overlap_each_other()
    {
        var calls = Enumerable.Range(0, 5).Select(number => Normal.Read($"{number} {key}")).ToList();
        for (var number = 0; number < 5; number++)
            await Stage.On($"{number} {key} started");
        for (var number = 0; number < 5; number++)
            Stage.Give($"{number} {key}");
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task A_read_only_call_waits_for_a_running_normal_call()
    {
        var write = Normal.Write($"w {key}");
        await Stage.On($"w {key} started");
        var read = Normal.Read($"r {key}");
        Stage.Give($"s {key}");
        await Normal.Slip($"s {key}");
        Assert.False(Stage.Given($"r {key} started"));
        Stage.Give($"w {key}");
        Stage.Give($"r {key}");
        await Task.WhenAll(write, read);
    }

    [Fact]
    public async Task A_normal_call_waits_for_running_read_only_calls()
    {
        var read = Normal.Read($"r {key}");
        await Stage.On($"r {key} started");
        var write = Normal.Write($"w {key}");
        Stage.Give($"s {key}");
        await Normal.Slip($"s {key}");
        Assert.False(Stage.Given($"w {key} started"));
        Stage.Give($"r {key}");
        Stage.Give($"w {key}");
        await Task.WhenAll(write, read);
    }

    [Fact]
    public async Task An_interleaving_call_starts_beside_a_running_normal_call()
    {
        var write = Normal.Write($"w {key}");
        await Stage.On($"w {key} started");
        Stage.Give($"s {key}");
        await Normal.Slip($"s {key}");
        Assert.False(write.IsCompleted);
        Stage.Give($"w {key}");
        await write;
    }

    [Fact]
    public async Task A_reentrant_grain_starts_calls_while_others_await()
    {
        var first = Reentrant.Write($"a {key}");
        await Stage.On($"a {key} started");
        Stage.Give($"b {key}");
        await Reentrant.Write($"b {key}");
        Assert.False(first.IsCompleted);
        Stage.Give($"a {key}");
        await first;
    }

    [Fact]
    public async Task A_grain_that_calls_itself_waits_until_the_response_timeout()
    {
        Stage.Give($"self {key}");
        Assert.IsType<TimeoutException>(await Stage.FailureOf(Normal.CallSelf($"self {key}")));
    }

    [Fact]
    public async Task A_reentrant_grain_may_call_itself()
    {
        Stage.Give($"self {key}");
        await Reentrant.CallSelf($"self {key}");
        Assert.True(Stage.Given($"self {key} started"));
    }

    [Fact]
    public async Task A_cycle_of_two_grains_waits_until_the_response_timeout()
    {
        Assert.IsType<TimeoutException>(await Stage.FailureOf(Normal.CallOther(Stage.NewKey(), "cycle")));
    }

    private ITurnsGrain At(long number) => cluster.Client.GetGrain<ITurnsGrain>(number, "RuntimeSemantics.Grains.Turns");
}
