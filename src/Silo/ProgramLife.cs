namespace Granary.Silo;

/// <summary>How a program of ours ends: 0 when it was told to, 1 with one line on standard error when it could not go on.</summary>
public static class ProgramLife
{
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
