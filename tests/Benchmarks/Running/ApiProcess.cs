using System.Diagnostics;
using System.Globalization;
using Granary.Fixtures;

namespace Granary.Benchmarks;

/// <summary>The ApiHost as a process of its own, as <c>./run</c> starts it. It stands still while others are measured.</summary>
public sealed class ApiProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly Dictionary<string, string> keys = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<Uri> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ApiProcess(Process process) => this.process = process;

    public Uri Url => ready.Task.Result;

    public Granary.Cli.SaleDay.ApiKeys Keys => new(keys["sandbox"], keys["bank"], keys["operator"]);

    public static async Task<ApiProcess> StartAsync(string connectionString, string dataFolder)
    {
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Built.PathOf("ApiHost"), "--urls", "http://127.0.0.1:0", "--data", dataFolder, "--postgres", connectionString])
        {
            RedirectStandardOutput = true,
        })!;
        var api = new ApiProcess(process);
        process.OutputDataReceived += (_, line) => api.Read(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => api.ready.TrySetException(new InvalidOperationException("ApiHost ended before it was ready"));
        process.BeginOutputReadLine();
        await api.ready.Task.WaitAsync(ReadyWithin);
        return api;
    }

    // Its feeds look for news all the time, and that would be measured with whoever else has its turn.
    public Task PauseAsync() => SignalAsync("STOP");

    public Task ResumeAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        await ResumeAsync();
        await SignalAsync("TERM");
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Read(string? line)
    {
        switch (line?.Split(' '))
        {
            case ["key", var role, var secret]:
                keys[role] = secret;
                break;
            case ["ready", var url]:
                ready.TrySetResult(new Uri(url));
                break;
        }
    }

    private async Task SignalAsync(string signal) => await Programs.TryRunAsync("kill", $"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture));
}
