using System.Xml.Linq;

namespace Granary.Architecture;

/// <summary>One row of DESIGN's table: who may depend on whom.</summary>
/// <param name="Projects">The projects it may refer to, directly or through one of these.</param>
/// <param name="Packages">The packages it may name itself; the actor packages of <c>Actors=Orleans</c> are judged apart.</param>
internal sealed record Project(string Name, string[] Projects, string[] Packages)
{
    public static IReadOnlyList<Project> Table { get; } =
    [
        new("Orleans.Embedded", [], []),
        new("Ledger", ["Orleans.Embedded"], []),
        new("Statements", ["Ledger", "Orleans.Embedded"], []),
        new("Journal", ["Ledger", "Orleans.Embedded"], ["Npgsql", "Microsoft.Data.Sqlite", "SQLitePCLRaw.bundle_e_sqlite3", "SQLitePCLRaw.core"]),
        new("Grains.Interfaces", ["Ledger", "Orleans.Embedded"], []),
        new("Grains", ["Grains.Interfaces", "Ledger", "Journal", "Orleans.Embedded"], []),
        new("Silo", ["Grains", "Grains.Interfaces", "Journal", "Ledger", "Orleans.Embedded"],
            ["OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "OpenTelemetry.Exporter.Prometheus.AspNetCore"]),
        new("ApiHost", ["Grains.Interfaces", "Silo", "Ledger", "Orleans.Embedded"], ["Microsoft.AspNetCore.OpenApi"]),
        new("Cli", [], ["System.CommandLine", "Spectre.Console"]),
    ];

    public string Folder => $"src/{Name}";

    public XElement Xml => XElement.Parse(SourceTree.Read($"{Folder}/{Name}.csproj"));

    public IEnumerable<string> ProjectReferences => Xml.Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    public IEnumerable<string> PackageReferences => Xml.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value);

    public override string ToString() => Name;
}
