using System.Diagnostics;

namespace Granary.Deploy.Tests;

/// <summary>Prometheus' own judge of its files: Debian's package prometheus.</summary>
internal static class Promtool
{
    public static string? MissingBecause { get; } =
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "promtool")))
            ? null
            : "promtool is not on the PATH: install Debian's package prometheus";

    public static (int ExitCode, string Said) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("promtool", arguments)
        {
            WorkingDirectory = DeployFile.PathOf("prometheus"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var promtool = Process.Start(start)!;
        var errors = promtool.StandardError.ReadToEndAsync();
        var said = promtool.StandardOutput.ReadToEnd();
        promtool.WaitForExit();
        return (promtool.ExitCode, said + errors.Result);
    }
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute() => Skip = Promtool.MissingBecause;
}
