namespace Granary.Architecture;

/// <summary>DESIGN's dependency table, proved from the project files, from the built assemblies and from the source.</summary>
public sealed class DependencyTable
{
    private static readonly string[] Drivers = ["Npgsql", "Microsoft.Data.Sqlite", "SQLitePCLRaw"];

    public static TheoryData<string> Projects { get; } = [.. Project.Table.Select(project => project.Name)];

    [Fact]
    public void Every_project_has_a_row_in_the_table() => Assert.Equal(
        SourceTree.Files.Where(path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path)!).Except(["Sandbox"]).Order(),
        Project.Table.Select(project => project.Name).Order());

    [Theory, MemberData(nameof(Projects))]
    public void A_project_file_names_only_what_its_row_allows(string name)
    {
        var project = Row(name);
        Rule.BrokenByNone(project.ProjectReferences.Except(project.Projects));
        Rule.BrokenByNone(project.PackageReferences.Where(package => !package.StartsWith("Microsoft.Orleans.", StringComparison.Ordinal)).Except(project.Packages));
    }

    [Theory, MemberData(nameof(Projects))]
    public void A_built_assembly_refers_only_to_what_its_row_allows(string name)
    {
        if (name == "Orleans.Embedded" && !BuiltAssembly.IsEmbedded) return;
        var allowed = Row(name).Projects.Select(project => project.StartsWith("Orleans", StringComparison.Ordinal) ? project : $"Granary.{project}");
        var used = BuiltAssembly.Of(name).References.Where(reference => reference.StartsWith("Granary.", StringComparison.Ordinal) || reference == "Orleans.Embedded");
        Rule.BrokenByNone(used.Except(allowed));
    }

    [Theory]
    [InlineData("Ledger", "Microsoft.Extensions.", "Microsoft.AspNetCore.", "System.Net.", "System.Data.")]
    [InlineData("Statements", "Orleans.Runtime", "Orleans.Core", "Orleans.Streaming", "Microsoft.Extensions.", "Microsoft.AspNetCore.", "System.Net.", "System.Data.")]
    [InlineData("Journal", "Microsoft.AspNetCore.")]
    [InlineData("Grains.Interfaces", "Microsoft.AspNetCore.", "System.Data.")]
    [InlineData("Grains", "Microsoft.AspNetCore.", "System.Data.", "System.Net.")]
    [InlineData("Silo", "Microsoft.AspNetCore.Mvc", "Microsoft.AspNetCore.Authentication")]
    [InlineData("Cli", "Orleans", "Microsoft.AspNetCore.")]
    public void A_project_never_sees_what_is_not_its_business(string name, params string[] forbidden)
    {
        var assembly = BuiltAssembly.Of(name);
        Rule.BrokenByNone(assembly.References.Where(reference => forbidden.Any(prefix => Starts(reference, prefix))));
        Rule.BrokenByNone(assembly.Types.Where(type => forbidden.Any(prefix => Starts(type, prefix))));
    }

    [Theory, InlineData("Ledger"), InlineData("Grains.Interfaces"), InlineData("Grains"), InlineData("ApiHost"), InlineData("Cli"), InlineData("Orleans.Embedded")]
    public void Only_the_journal_and_its_host_see_a_database_driver(string name)
    {
        if (name == "Orleans.Embedded" && !BuiltAssembly.IsEmbedded) return;
        Rule.BrokenByNone(BuiltAssembly.Of(name).References.Where(reference => Drivers.Any(driver => Starts(reference, driver))));
    }

    [Fact]
    public void The_API_talks_to_grains_through_their_interfaces_only()
    {
        Assert.DoesNotContain("Granary.Grains", BuiltAssembly.Of("ApiHost").References);
        var interfaces = BuiltAssembly.Of("ApiHost").Types.Where(type => type.StartsWith("Granary.Grains.", StringComparison.Ordinal));
        Rule.BrokenByNone(interfaces.Where(type => type.EndsWith("Grain", StringComparison.Ordinal) && type.Split('.')[^1][0] != 'I'));
    }

    private static Project Row(string name) => Project.Table.Single(project => project.Name == name);

    private static bool Starts(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal);
}
