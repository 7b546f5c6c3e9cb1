using Orleans.Streams;
using Orleans.Streams.Core;

namespace RuntimeSemantics.Grains;

[GenerateSerializer, Immutable]
public sealed record Activity([property: Id(0)] int Number, [property: Id(1)] int FailuresBefore = 0);

public interface IBatchObserverGrain : IGrainWithIntegerKey
{
    Task Leave();
}

/// <summary>Says each delivery as one line.</summary>
[ImplicitStreamSubscription("activity")]
internal sealed class BatchObserverGrain : Grain, IBatchObserverGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<Activity>
{
    private int failures;

    private string Topic => $"batches {this.GetPrimaryKeyLong()}";

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        Stage.Say($"subscribed {this.GetPrimaryKeyLong()}", $"{handleFactory.ProviderName} {handleFactory.StreamId.GetNamespace()} {handleFactory.StreamId.GetKeyAsString()}");
        await handleFactory.Create<Activity>().ResumeAsync(this);
    }

    public Task OnNextAsync(IList<SequentialItem<Activity>> items)
    {
        if (failures < items[0].Item.FailuresBefore)
        {
            failures++;
            Stage.Say(Topic, $"failed {items[0].Item.Number}");
            throw new InvalidOperationException("a broken machine");
        }

        failures = 0;
        Stage.Say(Topic, string.Join(' ', items.Select(item => item.Item.Number)));
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex)
    {
        failures = 0;
        Stage.Say(Topic, "error");
        return Task.CompletedTask;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public interface IItemObserverGrain : IGrainWithIntegerKey;

/// <summary>Takes the same streams one by one.</summary>
[ImplicitStreamSubscription("activity")]
internal sealed class ItemObserverGrain : Grain, IItemObserverGrain, IStreamSubscriptionObserver, IAsyncObserver<Activity>
{
    private StreamSequenceToken? last;

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<Activity>().ResumeAsync(this);

    public Task OnNextAsync(Activity item, StreamSequenceToken? token = null)
    {
        var forward = last is null || token is null
            || (token.SequenceNumber, token.EventIndex).CompareTo((last.SequenceNumber, last.EventIndex)) > 0;
        last = token;
        Stage.Say($"items {this.GetPrimaryKeyLong()}", forward ? $"{item.Number}" : $"{item.Number} backwards");
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}

public interface IPublisherGrain : IGrainWithIntegerKey
{
    Task Publish(long stream, int first, int count);
}

internal sealed class PublisherGrain : Grain, IPublisherGrain
{
    public Task Publish(long stream, int first, int count) => this.GetStreamProvider("feed")
        .GetStream<Activity>(Orleans.Runtime.StreamId.Create("activity", stream))
        .OnNextBatchAsync(Enumerable.Range(first, count).Select(number => new Activity(number)));
}
