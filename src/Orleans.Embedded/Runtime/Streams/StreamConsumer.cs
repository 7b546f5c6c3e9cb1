using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Orleans.Embedded.Runtime;

/// <summary>One stream's observer inside one activation, made known by the grain's OnSubscribed.</summary>
internal sealed class StreamConsumer(StreamKey key) : IStreamSubscriptionHandleFactory
{
    public StreamId StreamId => key.StreamId;

    public string ProviderName => key.ProviderName;

    internal object? Observer { get; private set; }

    public StreamSubscriptionHandle<T> Create<T>() => new Handle<T>(this);

    internal static async Task<StreamConsumer> OfAsync(object grain, StreamKey key)
    {
        var consumers = Activation.Of((IGrainBase)grain).Belongings.Consumers;
        if (consumers.TryGetValue(key, out var known))
            return known;
        var consumer = new StreamConsumer(key);
        await ((IStreamSubscriptionObserver)grain).OnSubscribed(consumer);
        // Only now: a grain whose OnSubscribed failed is asked again with the next try.
        return consumers[key] = consumer;
    }

    internal Task OnErrorAsync(Exception exception)
    {
        // The item type is not known here, and the method of both kinds of observer is the same whatever it is.
        var observed = Observer?.GetType().GetInterfaces().FirstOrDefault(type => type.IsGenericType
            && (type.GetGenericTypeDefinition() == typeof(IAsyncObserver<>) || type.GetGenericTypeDefinition() == typeof(IAsyncBatchObserver<>)));
        return observed is null
            ? Task.CompletedTask
            : (Task)observed.GetMethod(nameof(IAsyncObserver<object>.OnErrorAsync))!.Invoke(Observer, [exception])!;
    }

    private sealed class Handle<T>(StreamConsumer consumer) : StreamSubscriptionHandle<T>
    {
        public override StreamId StreamId => consumer.StreamId;

        public override string ProviderName => consumer.ProviderName;

        // An implicit subscription is not stored anywhere, so it needs no identity of its own.
        public override Guid HandleId => Guid.Empty;

        public override Task UnsubscribeAsync()
        {
            consumer.Observer = null;
            return Task.CompletedTask;
        }

        public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null) => Resume(observer);

        public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null) => Resume(observer);

        private Task<StreamSubscriptionHandle<T>> Resume(object observer)
        {
            consumer.Observer = observer;
            return Task.FromResult<StreamSubscriptionHandle<T>>(this);
        }
    }
}
