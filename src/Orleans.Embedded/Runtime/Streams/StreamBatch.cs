using Orleans.Streams;

namespace Orleans.Embedded.Runtime;

/// <summary>What was published at once and therefore arrives at once.</summary>
internal abstract class StreamBatch
{
    internal abstract Task DeliverAsync(StreamConsumer consumer);
}

internal sealed class StreamBatch<T>(T[] items, long sequenceNumber) : StreamBatch
{
    internal override async Task DeliverAsync(StreamConsumer consumer)
    {
        switch (consumer.Observer)
        {
            case IAsyncBatchObserver<T> observer:
                await observer.OnNextAsync([.. Sequence()]);
                break;
            case IAsyncObserver<T> observer:
                foreach (var item in Sequence())
                    await observer.OnNextAsync(item.Item, item.Token);
                break;
            case null:
                break;
            default:
                throw new InvalidCastException($"{consumer.Observer.GetType().Name} does not observe {typeof(T).Name}.");
        }
    }

    private IEnumerable<SequentialItem<T>> Sequence()
    {
        var copy = Copier.For<T>();
        return items.Select((item, index) => new SequentialItem<T>(copy is null ? item : copy(item), new SequenceToken(sequenceNumber, index)));
    }
}

internal sealed class SequenceToken(long sequenceNumber, int eventIndex) : StreamSequenceToken
{
    public override long SequenceNumber { get; protected set; } = sequenceNumber;

    public override int EventIndex { get; protected set; } = eventIndex;

    public override string ToString() => $"{SequenceNumber}.{EventIndex}";
}
