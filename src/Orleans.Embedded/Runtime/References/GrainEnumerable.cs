using Orleans.Runtime;

namespace Orleans.Embedded.Runtime;

/// <summary>The caller's side of a method that answers item by item. Items are fetched in batches, as many as are there.</summary>
internal sealed class GrainEnumerable<TArgs, TItem>(
    GrainAddress address, EnumerationMethod<TArgs, TItem> method, TArgs args, CancellationToken callToken) : IAsyncEnumerable<TItem>
{
    public IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Enumerator(address, method, args, callToken, cancellationToken);

    private sealed class Enumerator : IAsyncEnumerator<TItem>
    {
        private const int BatchSizeMax = 100;

        // Fetching interleaves, or a grain could do nothing else while somebody reads slowly. It never times out, because an
        // item may be long in coming.
        private static readonly GrainMethod<Enumerator, List<TItem>> fetch =
            new("MoveNextAsync", TurnKind.AlwaysInterleave, static (grain, enumerator, _) => enumerator.FetchAsync(grain), responseTimeout: Timeout.InfiniteTimeSpan);

        private static readonly GrainMethod<Enumerator, NoResult> dispose =
            new("DisposeAsync", TurnKind.AlwaysInterleave, static (_, enumerator, _) => enumerator.DisposeSourceAsync());

        private readonly GrainAddress address;
        private readonly EnumerationMethod<TArgs, TItem> method;
        private readonly TArgs args;
        private readonly CancellationTokenSource stop;
        private object? owner;
        private IAsyncEnumerator<TItem>? source;
        private Task<bool>? moving;
        private List<TItem> batch = [];
        private int next;

        internal Enumerator(
            GrainAddress address, EnumerationMethod<TArgs, TItem> method, TArgs args, CancellationToken callToken, CancellationToken enumerationToken)
        {
            (this.address, this.method, this.args) = (address, method, args);
            stop = CancellationTokenSource.CreateLinkedTokenSource(callToken, enumerationToken);
        }

        public TItem Current { get; private set; } = default!;

        public async ValueTask<bool> MoveNextAsync()
        {
            if (next == batch.Count)
            {
                batch = await address.Call(fetch, this, stop.Token);
                next = 0;
                if (batch.Count == 0)
                    return false;
            }

            Current = batch[next++];
            return true;
        }

        public async ValueTask DisposeAsync()
        {
            if (source is not null)
            {
                // Not CancelAsync: that would go to the thread pool, whatever scheduler the silo was given.
                stop.Cancel();
                await address.Call(dispose, this, CancellationToken.None);
            }

            stop.Dispose();
        }

        private async Task<List<TItem>> FetchAsync(object grain)
        {
            if (source is null)
                (source, owner) = (method.Invoke(grain, args, stop.Token).GetAsyncEnumerator(stop.Token), grain);
            else if (owner != grain)
                throw new OrleansException($"{address.GrainId} has been deactivated since the enumeration of {method.Name} began.");

            var items = new List<TItem>();
            do
            {
                moving ??= source.MoveNextAsync().AsTask();
                // What is there is given at once; the move under way is awaited by the next fetch.
                if (items.Count > 0 && !moving.IsCompleted)
                    break;
                var moved = await moving;
                if (!moved)
                    break;
                moving = null;
                items.Add(method.CopyItem is { } copy ? copy(source.Current) : source.Current);
            }
            while (items.Count < BatchSizeMax);
            return items;
        }

        private async Task DisposeSourceAsync()
        {
            // An iterator cannot be disposed while it moves; its token has been cancelled, so it will come to an end.
            if (moving is not null)
                await moving.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Current);
            await source!.DisposeAsync();
        }
    }
}
