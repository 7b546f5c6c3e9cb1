namespace Granary.Fixtures;

/// <summary>The programs of this repository, as the same build left them.</summary>
public static class Built
{
    // artifacts/RUNTIME/bin/PROJECT/CONFIGURATION/: each program beside us, with what it needs. A copy in a test's own folder may lack
    // assemblies that the test takes from a framework and the program does not.
    public static string PathOf(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, $"Granary.{project}.dll");
    }
}
