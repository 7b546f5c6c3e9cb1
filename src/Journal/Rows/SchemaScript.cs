using System.Globalization;

namespace Granary.Journal.Rows;

/// <summary>One numbered SQL file in this assembly, such as <c>Postgres/001_journal.sql</c>. A published one is never edited.</summary>
internal sealed record SchemaScript(int Version, string Name, string Sql)
{
    /// <summary>The scripts of a folder that come after a version, in order.</summary>
    internal static IReadOnlyList<SchemaScript> After(int version, string folder)
    {
        var assembly = typeof(SchemaScript).Assembly;
        var prefix = $"Granary.Journal.{folder}.";
        return [.. assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(prefix, StringComparison.Ordinal) && resource.EndsWith(".sql", StringComparison.Ordinal))
            .Select(resource => Read(resource, resource[prefix.Length..^".sql".Length]))
            .Where(script => script.Version > version)
            .OrderBy(script => script.Version)];
    }

    private static SchemaScript Read(string resource, string name)
    {
        using var reader = new StreamReader(typeof(SchemaScript).Assembly.GetManifestResourceStream(resource)!);
        return new SchemaScript(int.Parse(name.AsSpan(0, 3), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
