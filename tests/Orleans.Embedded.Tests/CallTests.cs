using System.Collections.Immutable;
using RuntimeSemantics.Grains;

namespace RuntimeSemantics;

[Collection(nameof(Cluster))]
public sealed class CallTests(Cluster cluster)
{
    private ICallsGrain Grain { get; } = cluster.Client.GetGrain<ICallsGrain>(Stage.NewKey());

    [Fact]
    public async Task Every_kind_of_return_type_comes_back()
    {
        await Grain.Nothing();
        await Grain.Value();
        Assert.Equal(5, await Grain.ValueOf(5));
        Assert.Equal("calls", await Grain.Name());
        Assert.Equal("text", await Grain.Echo("text"));
        Assert.Equal(8L, await Grain.Echo(8L));
        Assert.Equal(new Verdict.Yes(6), await Grain.Judge(new Order("three", [1, 2, 3])));
        Assert.IsType<Verdict.No>(await Grain.Judge(new Order("none", ImmutableArray<int>.Empty)));
    }

    [Fact]
    public async Task An_enumeration_brings_every_item_in_order()
    {
        var numbers = new List<int>();
        await foreach (var number in Grain.Count(250))
            numbers.Add(number);
        Assert.Equal(Enumerable.Range(0, 250), numbers);
    }

    [Fact]
    public async Task A_grain_answers_others_while_somebody_waits_for_its_next_item()
    {
        using var source = new CancellationTokenSource();
        await using var reader = Grain.CountAndWait(1, $"waited {Stage.NewKey()}", source.Token).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        var waiting = reader.MoveNextAsync().AsTask();
        Assert.Null(await Stage.FailureOf(Grain.Name()));
        Assert.False(waiting.IsCompleted);
        await source.CancelAsync();
        Assert.IsType<OperationCanceledException>(await Stage.FailureOf(waiting));
    }

    [Fact]
    public async Task Leaving_an_enumeration_early_ends_it_in_the_grain()
    {
        var cue = $"left {Stage.NewKey()}";
        await foreach (var number in Grain.CountAndWait(3, cue))
        {
            if (number == 1)
                break;
        }

        await Stage.On(cue);
    }

    [Fact]
    public async Task Constructor_dependencies_come_from_the_services_keyed_ones_too()
    {
        Assert.Equal("hello 7 same", await Grain.Greet());
    }

    [Fact]
    public async Task An_exception_reaches_the_caller_with_type_message_and_inner_exception()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.Fail("no luck"));
        Assert.Equal("no luck", thrown.Message);
        Assert.IsType<ArgumentException>(thrown.InnerException);
        Assert.Equal("at once", (await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.FailSynchronously("at once"))).Message);
    }

    [Fact]
    public async Task An_own_exception_reaches_the_caller_with_its_properties()
    {
        var thrown = await Assert.ThrowsAsync<OutOfStockException>(() => Grain.FailWith(3));
        Assert.Equal(("sold out", 3), (thrown.Message, thrown.Left));
    }

    [Fact]
    public async Task A_one_way_call_runs_and_loses_its_exception()
    {
        var cue = $"unseen {Stage.NewKey()}";
        await Grain.FailUnseen(cue);
        await Stage.On(cue);
    }

    [Fact]
    public async Task A_call_past_the_response_timeout_fails_at_the_caller_and_runs_on()
    {
        var cue = $"late {Stage.NewKey()}";
        Assert.IsType<TimeoutException>(await Stage.FailureOf(Grain.Wait(cue)));
        Assert.True(Stage.Given(cue + " started"));
        Assert.False(Stage.Given(cue + " done"));
        Stage.Give(cue);
        await Stage.On(cue + " done");
    }

    [Fact]
    public async Task A_method_may_have_a_response_timeout_of_its_own()
    {
        var cue = $"short {Stage.NewKey()}";
        var usual = Grain.Wait(cue);
        var shortly = cluster.Client.GetGrain<ICallsGrain>(Stage.NewKey()).WaitShortly(cue);
        Assert.IsType<TimeoutException>(await Stage.FailureOf(shortly));
        Assert.False(usual.IsCompleted);
        Stage.Give(cue);
        await usual;
    }

    [Fact]
    public async Task A_token_cancelled_before_the_call_means_the_call_never_runs()
    {
        var cue = $"never {Stage.NewKey()}";
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Grain.WaitOrStop(cue, new CancellationToken(canceled: true)));
        await Grain.Nothing();
        Assert.False(Stage.Given(cue + " started"));
    }

    [Fact]
    public async Task Cancelling_the_token_cancels_it_inside_and_tells_the_caller()
    {
        var cue = $"stopped {Stage.NewKey()}";
        using var source = new CancellationTokenSource();
        var call = Grain.WaitOrStop(cue, source.Token);
        await Stage.On(cue + " started");
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Stage.On(cue + " cancelled");
    }

    [Fact]
    public async Task A_call_whose_token_is_not_cancelled_runs_to_its_end()
    {
        var cue = $"kept {Stage.NewKey()}";
        using var source = new CancellationTokenSource();
        Stage.Give(cue);
        Assert.Equal("ran", await Grain.WaitOrStop(cue, source.Token));
    }

    [Fact]
    public async Task A_byte_array_argument_is_a_copy()
    {
        byte[] bytes = [1];
        Assert.Equal("2", await Grain.Spoil(bytes));
        Assert.Equal(1, bytes[0]);
    }

    [Fact]
    public async Task An_argument_that_can_change_is_a_copy_through_and_through()
    {
        var basket = new Basket { Items = ["apple"], Inner = new Basket { Items = ["pear"] } };
        Assert.Equal(2, await Grain.Spoil(basket));
        Assert.Equal(["apple"], basket.Items);
        Assert.Equal(["pear"], basket.Inner!.Items);
    }

    [Fact]
    public async Task A_result_that_can_change_is_a_copy_too()
    {
        var result = await Grain.Keep(new Basket { Items = ["apple"] });
        result.Items.Clear();
        Assert.Equal(["apple"], (await Grain.Kept()).Items);
    }

    [Fact]
    public void An_interface_without_a_class_is_refused_when_the_reference_is_made()
    {
        Assert.Throws<ArgumentException>(() => cluster.Client.GetGrain<IUnfulfilled>(1));
    }
}
