using System.Reflection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans.Embedded.Runtime;

internal readonly record struct StreamKey(string ProviderName, StreamId StreamId);

/// <summary>Streams in memory: what is queued for a subscriber dies with the silo, and what does not fit its queue is dropped.</summary>
internal sealed class EmbeddedStreamProvider(EmbeddedSilo silo, string name) : IStreamProvider
{
    private readonly Lock gate = new();
    private readonly Dictionary<(StreamId, GrainClass), StreamQueue> queues = [];
    private ILookup<string, GrainClass>? subscribers;
    private long sequenceNumber;

    public string Name => name;

    public bool IsRewindable => false;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new EmbeddedStream<T>(this, streamId);

    /// <summary>Done when queued. Each subscriber has its own queue, so a slow or failing one holds up nobody else.</summary>
    internal void Publish(StreamId streamId, Func<long, StreamBatch> batchOf)
    {
        silo.Pending.ThrowIfClosed();
        lock (gate)
        {
            subscribers ??= Subscribers();
            var batch = batchOf(++sequenceNumber);
            foreach (var grainClass in subscribers[streamId.GetNamespace() ?? ""])
            {
                if (queues.TryGetValue((streamId, grainClass), out var queue))
                {
                    if (!queue.TryAdd(batch))
                        silo.Log.LogDebug("{Grain} is so far behind that a batch of stream {Stream} is dropped.", grainClass.Name, streamId);
                    continue;
                }

                queue = new StreamQueue(this, silo, grainClass, new StreamKey(name, streamId));
                queues.Add((streamId, grainClass), queue);
                queue.TryAdd(batch);
                silo.Turns.Run(queue.DeliverAllAsync);
            }
        }
    }

    /// <summary>Looking whether more has come and going away when not are one step, or a batch could be added to a queue that is gone.</summary>
    internal StreamBatch? Next(StreamQueue queue)
    {
        lock (gate)
        {
            if (queue.TryTake(out var batch))
                return batch;
            queues.Remove((queue.Key.StreamId, queue.GrainClass));
            return null;
        }
    }

    private ILookup<string, GrainClass> Subscribers() => silo.Catalog.Classes
        .SelectMany(grainClass => grainClass.Type.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>(inherit: true)
            .Select(attribute => (attribute.StreamNamespace, GrainClass: grainClass)))
        .ToLookup(subscription => subscription.StreamNamespace, subscription => subscription.GrainClass);
}
