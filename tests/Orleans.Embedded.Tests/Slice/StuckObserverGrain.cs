using Orleans.Streams;
using Orleans.Streams.Core;
using RuntimeSemantics.Grains;

namespace RuntimeSemantics.Slice;

public interface IStuckObserverGrain : IGrainWithIntegerKey;

/// <summary>Takes an event only when the stage lets it.</summary>
[ImplicitStreamSubscription("stuck")]
internal sealed class StuckObserverGrain : Grain, IStuckObserverGrain, IStreamSubscriptionObserver, IAsyncObserver<Activity>
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<Activity>().ResumeAsync(this);

    public async Task OnNextAsync(Activity item, StreamSequenceToken? token = null)
    {
        Stage.Give($"observer {this.GetPrimaryKeyLong()} started");
        await Stage.On($"observer {this.GetPrimaryKeyLong()}");
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
