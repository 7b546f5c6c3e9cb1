using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Granary.Fixtures;

namespace Granary.EndToEnd;

/// <summary>The built programs, started as a user or an operator would start them.</summary>
internal static class Programs
{
    public const int SigTerm = 15, SigKill = 9, SigStop = 19, SigCont = 18;

    /// <summary>True in the build on Orleans: only there do several processes make one cluster.</summary>
    public static bool IsOrleans { get; } = AppContext.BaseDirectory.Contains("/artifacts/orleans/", StringComparison.Ordinal);

    public static string ApiHost { get; } = Built.PathOf("ApiHost");

    public static string Silo { get; } = Built.PathOf("Silo");

    /// <summary>Audits a journal with the program that operators use; the exit code and what it said.</summary>
    public static (int ExitCode, string Said) Verify(Store store) => Run("dotnet", [Silo, "verify", .. store.JournalArguments]);

    /// <summary>Brings a journal's schema up to date, as whoever owns it does before hosts start.</summary>
    public static (int ExitCode, string Said) Migrate(Store store) => Run("dotnet", [Silo, "migrate", .. store.JournalArguments]);

    public static (int ExitCode, string Said) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said + errors.Result);
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static void Signal(Process process, int signal) => _ = kill(process.Id, signal);

#pragma warning disable SYSLIB1054, CA5392 // One call into the C library does not need generated code.
    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int process, int signal);
#pragma warning restore SYSLIB1054, CA5392
}
