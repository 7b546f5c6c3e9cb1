namespace Orleans.Runtime;

/// <summary>Counts what is active. Key 0 by convention.</summary>
public interface IManagementGrain : IGrainWithIntegerKey
{
    Task<int> GetTotalActivationCount();

    Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics();

    Task ForceActivationCollection(TimeSpan ageLimit);
}

[GenerateSerializer]
public class SimpleGrainStatistic
{
    [Id(0)]
    public string GrainType { get; set; } = "";

    [Id(2)]
    public int ActivationCount { get; set; }
}
