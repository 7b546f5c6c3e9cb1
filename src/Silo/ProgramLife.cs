using Microsoft.Extensions.Hosting;

namespace Granary.Silo;

/// <summary>How a program of ours ends: 0 when it was told to, 1 with one line on standard error when it could not go on.</summary>
public static class ProgramLife
{
    /// <summary>Starts a host. What a start that fails had begun is ended, so that nothing speaks after the line that says why.</summary>
    public static async Task StartAsync(IHost host)
    {
        try
        {
            await host.StartAsync();
        }
        catch
        {
            await host.StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    public static async Task<int> RunAsync(Func<Task> live)
    {
        try
        {
            await live();
            return 0;
        }
        catch (OperationCanceledException)
        {
            // Told to stop before it had started.
            return 0;
        }
        catch (Exception failed)
        {
            await Console.Error.WriteLineAsync($"granary: {failed.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }
}
