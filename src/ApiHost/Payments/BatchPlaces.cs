namespace Granary.ApiHost;

/// <summary>
/// How many batches may be under way. One holds a body of megabytes and thousands of items, as much memory as a thousand payments, and so they have
/// places of their own beside those of all requests: few, and one principal never has all of them.
/// </summary>
internal sealed class BatchPlaces(int countMax = 8, int perPrincipalMax = 4)
{
    private readonly Lock gate = new();
    private readonly List<Place> taken = [];

    /// <summary>Null when there is no place now.</summary>
    public IDisposable? TryTake(string principal)
    {
        lock (gate)
        {
            if (taken.Count >= countMax || taken.Count(other => other.Principal == principal) >= perPrincipalMax) return null;
            var place = new Place(this, principal);
            taken.Add(place);
            return place;
        }
    }

    private sealed class Place(BatchPlaces places, string principal) : IDisposable
    {
        public string Principal => principal;

        public void Dispose()
        {
            lock (places.gate) places.taken.Remove(this);
        }
    }
}
