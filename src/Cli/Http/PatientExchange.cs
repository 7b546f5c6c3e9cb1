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

    // A server that breaks on a request will break on it again; patience is for servers that are away.
    private const int BugsMax = 5;

    /// <summary>How often a request was sent again because its outcome was open.</summary>
    public long RepeatCount { get; private set; }

    /// <summary>Answers of the 5xx family other than "come back later": each is a bug of the server, even when a repeat succeeds.</summary>
    public long ServerErrorCount { get; private set; }

    /// <param name="isSettled">Looks closer at an answer that is settled as far as HTTP goes.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Answer> SettleAsync(ReadOnlyMemory<byte> request, Func<Answer, bool>? isSettled = null)
    {
        var answer = await connection.ExchangeAsync(request);
        return IsSettled(answer, isSettled) ? answer : await PersistAsync(answer, request, isSettled);
    }

    private async Task<Answer> PersistAsync(Answer answer, ReadOnlyMemory<byte> request, Func<Answer, bool>? isSettled)
    {
        var startedAt = time.GetTimestamp();
        var bugCount = 0;
        for (var pause = FirstPause; time.GetElapsedTime(startedAt) < patience; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (IsBug(answer) && ++bugCount > BugsMax) break;
            await Task.Delay(pause, time);
            RepeatCount++;
            answer = await connection.ExchangeAsync(request);
            if (IsSettled(answer, isSettled)) return answer;
        }
        // A batch whose answer came and is still open in parts must not pass for a settled one.
        return answer.IsSettled ? Answer.Unknown : answer;
    }

    private bool IsBug(Answer answer)
    {
        var isBug = answer.Status >= 500 && answer.Status is not (502 or 503 or 504);
        if (isBug) ServerErrorCount++;
        return isBug;
    }

    private static bool IsSettled(Answer answer, Func<Answer, bool>? isSettled) => answer.IsSettled && (isSettled is null || isSettled(answer));
}
