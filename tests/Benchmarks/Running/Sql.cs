namespace Granary.Benchmarks;

/// <summary>The SQL files beside the contestants.</summary>
public static class Sql
{
    public static async Task<string> ReadAsync(string name)
    {
        var assembly = typeof(Sql).Assembly;
        var resource = assembly.GetManifestResourceNames().Single(candidate => candidate.EndsWith("." + name, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return await reader.ReadToEndAsync();
    }
}
