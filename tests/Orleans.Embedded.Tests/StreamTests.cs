using Orleans.Runtime;
using Orleans.Streams;
using RuntimeSemantics.Grains;

namespace RuntimeSemantics;

[Collection(nameof(Cluster))]
public sealed class StreamTests(Cluster cluster)
{
    private readonly long key = Stage.NewKey();

    private IAsyncStream<Activity> Stream => cluster.Client.GetStreamProvider("feed").GetStream<Activity>(StreamId.Create("activity", key));

    [Fact]
    public async Task A_published_batch_arrives_as_one_batch_and_a_single_as_a_list_of_one()
    {
        await Stream.OnNextBatchAsync(Enumerable.Range(1, 10).Select(number => new Activity(number)));
        await Stream.OnNextAsync(new Activity(11));
        Assert.Equal(["1 2 3 4 5 6 7 8 9 10", "11"], await Stage.Said($"batches {key}", countMin: 2));
    }

    [Fact]
    public async Task An_item_observer_gets_the_same_events_one_by_one()
    {
        await Stream.OnNextBatchAsync([new Activity(1), new Activity(2)]);
        await Stream.OnNextAsync(new Activity(3));
        Assert.Equal(["1", "2", "3"], await Stage.Said($"items {key}", countMin: 3));
    }

    [Fact]
    public async Task The_order_of_a_stream_is_kept_for_each_subscriber()
    {
        for (var number = 0; number < 100; number++)
            await Stream.OnNextAsync(new Activity(number));
        var expected = Enumerable.Range(0, 100).Select(number => $"{number}").ToList();
        Assert.Equal(expected, await Stage.Said($"items {key}", countMin: 100));
        Assert.Equal(expected, await Stage.Said($"batches {key}", countMin: 100));
    }

    [Fact]
    public async Task A_grain_is_subscribed_once_by_the_key_of_the_stream_which_is_decimal()
    {
        await Stream.OnNextAsync(new Activity(1));
        await Stream.OnNextAsync(new Activity(2));
        await Stage.Said($"batches {key}", countMin: 2);
        Assert.Equal([$"feed activity {key}"], Stage.Said($"subscribed {key}"));
    }

    [Fact]
    public async Task A_new_activation_is_subscribed_again()
    {
        await Stream.OnNextAsync(new Activity(1));
        await Stage.Said($"batches {key}", countMin: 1);
        await cluster.Client.GetGrain<IBatchObserverGrain>(key).Leave();
        await Stream.OnNextAsync(new Activity(2));
        Assert.Equal(["1", "2"], await Stage.Said($"batches {key}", countMin: 2));
        Assert.Equal(2, Stage.Said($"subscribed {key}").Count);
    }

    [Fact]
    public async Task A_throwing_observer_is_given_the_same_event_again_and_later_ones_wait()
    {
        await Stream.OnNextBatchAsync([new Activity(1, FailuresBefore: 1)]);
        await Stream.OnNextAsync(new Activity(2));
        Assert.Equal(["failed 1", "1", "2"], await Stage.Said($"batches {key}", countMin: 3));
    }

    [Fact]
    public async Task An_event_that_is_never_taken_ends_in_one_error_and_is_skipped()
    {
        await Stream.OnNextAsync(new Activity(1, FailuresBefore: int.MaxValue));
        await Stream.OnNextAsync(new Activity(2));
        var said = await Stage.Said($"batches {key}", countMin: 1);
        while (said[^1] != "2")
            said = await Stage.Said($"batches {key}", said.Count + 1);
        Assert.Equal(1, said.Count(line => line == "error"));
        Assert.Equal(["error", "2"], said.TakeLast(2));
        Assert.DoesNotContain("1", said);
        Assert.True(said.Count(line => line == "failed 1") >= 2);
    }

    [Fact]
    public async Task A_failing_subscriber_does_not_hold_up_the_others()
    {
        await Stream.OnNextAsync(new Activity(1, FailuresBefore: int.MaxValue));
        await Stream.OnNextAsync(new Activity(2));
        Assert.Equal(["1", "2"], await Stage.Said($"items {key}", countMin: 2));
        Assert.DoesNotContain("error", Stage.Said($"batches {key}"));
        Assert.DoesNotContain("2", Stage.Said($"batches {key}"));
    }

    [Fact]
    public async Task A_grain_publishes_too()
    {
        await cluster.Client.GetGrain<IPublisherGrain>(key).Publish(key, first: 5, count: 2);
        Assert.Equal(["5 6"], await Stage.Said($"batches {key}", countMin: 1));
    }

    [Fact]
    public void The_text_of_a_stream_key_is_decimal()
    {
        var id = StreamId.Create("activity", 255L);
        Assert.Equal(("activity", "255"), (id.GetNamespace(), id.GetKeyAsString()));
        Assert.Equal(id, StreamId.Create("activity", "255"));
    }
}
