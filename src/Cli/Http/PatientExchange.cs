using System.Runtime.CompilerServices;

namespace Granary.Cli.Http;

/// <summary>
/// Asks until it knows. A lost connection, a 503 or any other answer that leaves the outcome open is followed by the same bytes, and so the
/// same key, until the server says what became of it or patience ends.
/// </summary>
public sealed class PatientExchange(HttpConnection connection, TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>How often a request was sent again because its outcome was open.</summary>
    public long RepeatCount { get; private set; }

    /// <summary>Answers of the 5xx family other than "come back later": each is a bug of the server, even when a repeat succeeds.</summary>
    public long ServerErrorCount { get; private set; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Answer> SettleAsync(ReadOnlyMemory<byte> request)
    {
        var answer = await connection.ExchangeAsync(request);
        return answer.IsSettled ? answer : await PersistAsync(answer, request);
    }

    private async Task<Answer> PersistAsync(Answer answer, ReadOnlyMemory<byte> request)
    {
        var startedAt = time.GetTimestamp();
        for (var pause = FirstPause; time.GetElapsedTime(startedAt) < patience; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (answer.Status >= 500 && answer.Status is not (503 or 504)) ServerErrorCount++;
            await Task.Delay(pause, time);
            RepeatCount++;
            answer = await connection.ExchangeAsync(request);
            if (answer.IsSettled) return answer;
        }
        return answer;
    }
}
