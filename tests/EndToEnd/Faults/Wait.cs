using System.Diagnostics;
using Npgsql;

namespace Granary.EndToEnd;

/// <summary>Waiting for what must come, with a patience after which it is said what did not.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<Task<bool>> holds, TimeSpan patience, string what)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await TryAsync(holds))
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < patience, $"not within {patience.TotalSeconds} s: {what}");
            await Task.Delay(50);
        }
    }

    // Who cannot be asked has not said yes.
    private static async Task<bool> TryAsync(Func<Task<bool>> holds)
    {
        try
        {
            return await holds();
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException or NpgsqlException)
        {
            return false;
        }
    }
}
