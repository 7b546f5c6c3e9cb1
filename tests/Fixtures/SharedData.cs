using Xunit;

namespace Granary.Fixtures;

/// <summary>The data sets beside the repository: <c>../shared/data</c>, or wherever <c>GRANARY_DATA</c> says.</summary>
public static class SharedData
{
    public static string Root { get; } = Environment.GetEnvironmentVariable("GRANARY_DATA") ?? Repository.PathOf("../shared/data");

    public static string PathOf(string name) => Path.Combine(Root, name);
}

/// <summary>A test that needs a data set; where the data is missing it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute(string name)
    {
        if (!File.Exists(SharedData.PathOf(name))) Skip = $"needs the data set {name} in ../shared/data or $GRANARY_DATA";
    }
}
