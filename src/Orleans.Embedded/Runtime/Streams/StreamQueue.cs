using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Embedded.Runtime;

/// <summary>What one subscriber has still to get of one stream, in order. It exists only while there is something.</summary>
internal sealed class StreamQueue(EmbeddedStreamProvider provider, EmbeddedSilo silo, GrainClass grainClass, StreamKey key)
{
    private static readonly GrainMethod<(StreamKey Key, StreamBatch Batch), NoResult> deliver = new(
        "OnNextAsync", TurnKind.Normal,
        static async (grain, args, _) => await args.Batch.DeliverAsync(await StreamConsumer.OfAsync(grain, args.Key)));

    private static readonly GrainMethod<(StreamKey Key, Exception Error), NoResult> giveUp = new(
        "OnErrorAsync", TurnKind.Normal,
        static async (grain, args, _) => await (await StreamConsumer.OfAsync(grain, args.Key)).OnErrorAsync(args.Error));

    private readonly Queue<StreamBatch> batches = [];

    internal GrainClass GrainClass => grainClass;

    internal StreamKey Key => key;

    /// <summary>False when the subscriber is too far behind: the batch is lost to it.</summary>
    internal bool TryAdd(StreamBatch batch)
    {
        if (batches.Count >= silo.Options.QueuedBatchesMax)
            return false;
        batches.Enqueue(batch);
        return true;
    }

    internal bool TryTake([NotNullWhen(true)] out StreamBatch? batch) => batches.TryDequeue(out batch);

    internal async Task DeliverAllAsync()
    {
        if (!TryKey(out var grainKey))
        {
            silo.Log.LogError("The key of stream {Stream} is no key of {Grain}; its events are dropped.", key.StreamId, grainClass.Name);
            while (provider.Next(this) is not null)
            {
            }

            return;
        }

        var subscriber = new GrainAddress(grainClass, grainKey);
        while (!silo.IsCrashed && provider.Next(this) is { } batch)
            await DeliverAsync(subscriber, batch);
    }

    // Retried in place: whatever comes later in this stream waits, so that the order holds.
    private async Task DeliverAsync(GrainAddress subscriber, StreamBatch batch)
    {
        var started = silo.Clock.Timestamp();
        var delay = silo.Options.EventRetryDelay;
        while (!silo.IsCrashed)
        {
            try
            {
                await subscriber.Call(deliver, (key, batch), CancellationToken.None);
                return;
            }
            catch (Exception exception)
            {
                // With the silo ends what it had in memory, and nobody needs to be told.
                if (silo.IsStopping || silo.IsCrashed)
                    return;
                var left = silo.Options.MaxEventDeliveryTime - silo.Clock.Time.GetElapsedTime(started);
                if (left <= TimeSpan.Zero)
                {
                    await GiveUpAsync(subscriber, exception);
                    return;
                }

                silo.Log.LogWarning(exception, "{Grain} did not take an event of stream {Stream}; it is tried again.", subscriber.GrainId, key.StreamId);
                await silo.Clock.DelayAsync(delay < left ? delay : left);
                delay = delay < silo.Options.EventRetryDelay * 8 ? delay * 2 : silo.Options.EventRetryDelay * 10;
            }
        }
    }

    private async Task GiveUpAsync(GrainAddress subscriber, Exception error)
    {
        silo.Log.LogError(error, "{Grain} never took an event of stream {Stream}; it is skipped.", subscriber.GrainId, key.StreamId);
        try
        {
            await subscriber.Call(giveUp, (key, error), CancellationToken.None);
        }
        catch (Exception exception)
        {
            silo.Log.LogError(exception, "OnErrorAsync of {Grain} failed too.", subscriber.GrainId);
        }
    }

    private bool TryKey(out IdSpan grainKey)
    {
        var text = key.StreamId.GetKeyAsString();
        if (!grainClass.KeyIsInteger)
        {
            grainKey = new IdSpan(text);
            return true;
        }

        var isInteger = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        grainKey = new IdSpan(number);
        return isInteger;
    }
}
