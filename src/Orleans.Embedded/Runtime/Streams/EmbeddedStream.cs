using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans.Embedded.Runtime;

/// <summary>What a publisher holds.</summary>
internal sealed class EmbeddedStream<T>(EmbeddedStreamProvider provider, StreamId streamId) : IAsyncStream<T>
{
    public StreamId StreamId => streamId;

    public string ProviderName => provider.Name;

    public bool IsRewindable => provider.IsRewindable;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => OnNextBatchAsync([item], token);

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        try
        {
            var copy = Copier.For<T>();
            T[] items = copy is null ? [.. batch] : [.. batch.Select(copy)];
            if (items.Length > 0)
                provider.Publish(streamId, sequenceNumber => new StreamBatch<T>(items, token?.SequenceNumber ?? sequenceNumber));
            return Task.CompletedTask;
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }

    public Task OnErrorAsync(Exception ex) => throw new NotSupportedException("A publisher does not fail its stream here.");
}
