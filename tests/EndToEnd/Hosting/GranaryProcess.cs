using System.Diagnostics;
using System.Text;
using Granary.Fixtures;

namespace Granary.EndToEnd;

/// <summary>A running Granary. Ends with the test, whatever becomes of the test.</summary>
public sealed class GranaryProcess : IEntrance, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(10);
    private readonly Process process;
    private readonly StringBuilder said = new();
    private readonly TaskCompletionSource<string> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, string> keys = [];

    private GranaryProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"Granary ended before it was ready:\n{Said}"));
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Url { get; private set; } = "";

    public string Said
    {
        get
        {
            lock (said) return said.ToString();
        }
    }

    /// <summary>What it printed of keys, by role.</summary>
    public IReadOnlyDictionary<string, string> Keys
    {
        get
        {
            lock (said) return keys.ToDictionary();
        }
    }

    public string KeyOf(string role)
    {
        lock (said) return keys[role];
    }

    /// <summary>The program itself, on a free port. Nobody waits for a proxy to notice that it leaves.</summary>
    public static Task<GranaryProcess> StartAsync(Store store) =>
        StartAsync(Programs.ApiHost, ["--urls", "http://127.0.0.1:0", "--drain-grace", "0", .. store.HostArguments], new Dictionary<string, string>());

    /// <summary>One of the built programs with these arguments and variables, here or on another machine.</summary>
    public static Task<GranaryProcess> StartAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables, Machine? on = null)
    {
        var start = (on ?? Machine.Here).Start("dotnet", [program, .. arguments]);
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return WhenReady(new GranaryProcess(start), Patience);
    }

    /// <summary>A command that ends in the program and may build it first: <c>./run</c>.</summary>
    public static Task<GranaryProcess> StartAsync(string command, string folder, params IEnumerable<string> arguments) =>
        WhenReady(new GranaryProcess(new ProcessStartInfo(command, arguments) { WorkingDirectory = folder }), BuildPatience);

    public GranaryClient Client(string role) => new(Url, KeyOf(role));

    public bool HasExited => process.HasExited;

    /// <summary>Known once it has ended.</summary>
    public int ExitCode => process.ExitCode;

    public void Signal(int signal) => Programs.Signal(process, signal);

    public void Kill9()
    {
        Signal(Programs.SigKill);
        process.WaitForExit(Patience);
    }

    /// <summary>Waits until it has ended of itself; its exit code.</summary>
    public async Task<int> EndedAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    /// <summary>Asks it to stop, as a supervisor does; its exit code.</summary>
    public int Stop()
    {
        Signal(Programs.SigTerm);
        if (!process.WaitForExit(Patience)) throw new TimeoutException($"Granary did not stop:\n{Said}");
        return process.ExitCode;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.WaitForExit(Patience);
        process.Dispose();
    }

    private void KillAtExit(object? sender, EventArgs e) => Dispose();

    private static async Task<GranaryProcess> WhenReady(GranaryProcess granary, TimeSpan patience)
    {
        try
        {
            granary.Url = await granary.ready.Task.WaitAsync(patience);
            return granary;
        }
        catch
        {
            granary.Dispose();
            throw;
        }
    }

    private void Hear(string? line)
    {
        Keep(line);
        switch (line?.Split(' '))
        {
            case ["key", var role, var value]:
                lock (said) keys[role] = value;
                break;
            case ["ready", var url]:
                ready.TrySetResult(url);
                break;
        }
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (said) said.AppendLine(line);
    }
}
