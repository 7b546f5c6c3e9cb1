using Orleans.Runtime;
using Orleans.Streams;

namespace Granary.Simulation;

/// <summary>One host's streams, with the weather between publisher and queue.</summary>
internal sealed class StormyStreams(IStreamProvider calm, StreamWeather weather) : IStreamProvider
{
    public string Name => calm.Name;

    public bool IsRewindable => calm.IsRewindable;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new Stormy<T>(calm.GetStream<T>(streamId), weather);

    private sealed class Stormy<T>(IAsyncStream<T> calm, StreamWeather weather) : IAsyncStream<T>
    {
        public StreamId StreamId => calm.StreamId;

        public string ProviderName => calm.ProviderName;

        public bool IsRewindable => calm.IsRewindable;

        public Task OnNextAsync(T item, StreamSequenceToken? token = null) => OnNextBatchAsync([item], token);

        public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null) => weather.Through<T>([.. batch], piece => calm.OnNextBatchAsync(piece, token));

        public Task OnErrorAsync(Exception ex) => calm.OnErrorAsync(ex);
    }
}
