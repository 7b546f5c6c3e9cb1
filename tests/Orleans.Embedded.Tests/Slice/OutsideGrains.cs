using System.Collections.Concurrent;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace RuntimeSemantics.Slice;

internal sealed class Diary
{
    private readonly ConcurrentQueue<string> lines = [];

    internal IReadOnlyList<string> Lines => [.. lines];

    internal void Note(string line) => lines.Enqueue($"{line} on {Environment.CurrentManagedThreadId}");
}

public interface IWalkerGrain : IGrainWithIntegerKey
{
    Task Walk(int steps);

    Task Sleep(TimeSpan span);
}

/// <summary>Everything a runtime can do by itself, noted in the order in which it happened.</summary>
[ImplicitStreamSubscription("walks")]
internal sealed class WalkerGrain(Diary diary, TimeProvider time) : Grain, IWalkerGrain, IRemindable, IStreamSubscriptionObserver, IAsyncObserver<int>
{
    private int failures;

    private string Me => $"walker {this.GetPrimaryKeyLong()}";

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        diary.Note($"{Me} activated");
        this.RegisterGrainTimer(
            _ =>
            {
                diary.Note($"{Me} ticks");
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(7)));
        return base.OnActivateAsync(cancellationToken);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        diary.Note($"{Me} deactivated {reason.ReasonCode}");
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task Walk(int steps)
    {
        await this.RegisterOrUpdateReminder("walk", TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(60));
        for (var step = 0; step < steps; step++)
        {
            diary.Note($"{Me} step {step}");
            if (step % 3 == 0)
                await Task.Yield();
            else
                await time.Wait(TimeSpan.FromSeconds(step));
            if (step == 2 && steps > 3)
                await GrainFactory.GetGrain<IWalkerGrain>(this.GetPrimaryKeyLong() + 10).Walk(2);
        }

        await this.GetStreamProvider("feed").GetStream<int>(StreamId.Create("walks", this.GetPrimaryKeyLong())).OnNextAsync(steps);
    }

    public Task Sleep(TimeSpan span) => time.Wait(span);

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        diary.Note($"{Me} reminded");
        return Task.CompletedTask;
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<int>().ResumeAsync(this);

    public Task OnNextAsync(int item, StreamSequenceToken? token = null)
    {
        diary.Note($"{Me} hears {item}");
        return failures++ == 0 ? throw new InvalidOperationException("once") : Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
