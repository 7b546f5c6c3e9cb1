using Orleans.Runtime;

namespace Orleans.Embedded.Runtime;

internal sealed class ManagementGrain(IGrainFactory grains) : Grain, IManagementGrain
{
    private EmbeddedSilo Silo { get; } = (EmbeddedSilo)grains;

    public Task<int> GetTotalActivationCount() => Task.FromResult(Silo.ActivationCount);

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics() => Task.FromResult(Silo.Catalog.Classes
        .Where(grainClass => !grainClass.IsEmpty)
        .Select(grainClass => new SimpleGrainStatistic { GrainType = grainClass.Type.FullName!, ActivationCount = grainClass.Count })
        .ToArray());

    public Task ForceActivationCollection(TimeSpan ageLimit)
    {
        Silo.Collection.Collect(grainClass => grainClass.Age == Timeout.InfiniteTimeSpan ? grainClass.Age : ageLimit);
        return Task.CompletedTask;
    }
}
