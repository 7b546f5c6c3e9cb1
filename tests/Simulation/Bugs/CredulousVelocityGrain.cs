using System.Collections.Immutable;
using Granary.Grains;
using Granary.Ledger;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Granary.Simulation;

/// <summary>An observer that counts what its stream brings, and never asks the journal what lies between.</summary>
[ImplicitStreamSubscription(Activity.Namespace)]
public sealed class CredulousVelocityGrain : Grain, IVelocityGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<Activity>
{
    private readonly Velocity velocity = new();
    private long position;

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<Activity>().ResumeAsync(this);

    public Task OnNextAsync(IList<SequentialItem<Activity>> items)
    {
        foreach (var posted in items.Select(item => item.Item.Posted).Where(posted => posted.Position > position))
        {
            velocity.Apply(posted.Entry);
            position = posted.Position;
        }
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    public Task<ImmutableArray<VelocityCount>> At(VelocitySubject subject, long atMs) => Task.FromResult(velocity.At(subject, atMs));

    public Task<long> CatchUp() => Task.FromResult(position);
}
