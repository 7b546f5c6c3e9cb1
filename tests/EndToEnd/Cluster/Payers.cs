using System.Collections.Concurrent;
using System.Diagnostics;

namespace Granary.EndToEnd;

/// <summary>
/// Users who pay one fen after the other and never give up: each payment is sent again, with the same key and to whoever is up, until it is
/// answered. Afterwards the balances must say that each happened once.
/// </summary>
internal sealed class Payers(int count, long cashMinor) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentBag<(TimeSpan Took, int Attempts, int User)> paid = [];
    private readonly ConcurrentDictionary<int, int> failures = new();
    private readonly ConcurrentDictionary<string, int> avoided = new();
    private readonly CancellationTokenSource stopping = new();
    private Task paying = Task.CompletedTask;

    public int PaidCount => paid.Count;

    /// <summary>The longest that anybody waited for an answer, all attempts together.</summary>
    public TimeSpan LongestWait => paid.Max(payment => payment.Took);

    /// <summary>Answers that were neither a success nor a retryable 503, by status; 0 for a broken connection.</summary>
    public IReadOnlyDictionary<int, int> Failures => failures;

    /// <summary>Payments that needed more than one attempt.</summary>
    public int RetriedCount => paid.Count(payment => payment.Attempts > 1);

    /// <summary>Payments that needed more than two.</summary>
    public int RetriedTwiceCount => paid.Count(payment => payment.Attempts > 2);

    public async Task OpenAsync(GranaryClient sandbox, GranaryClient bank)
    {
        foreach (var user in Enumerable.Range(1, count))
        {
            await UntilDoneAsync(() => sandbox.PutAsync($"/v1/users/{user}"));
            var deposit = $$"""{"user":"{{user}}","amountMinor":{{cashMinor}},"currency":"CNY","bankReference":"first-{{user}}"}""";
            await UntilDoneAsync(() => bank.PostAsync("/v1/custody/icbc/deposits", deposit, $"first-{user}"));
        }
    }

    /// <param name="clients">One of them is asked; after a failure, the next.</param>
    public void Start(Func<GranaryClient[]> clients) =>
        paying = Task.WhenAll(Enumerable.Range(1, count).Select(user => Task.Run(() => PayAsync(user, clients))));

    /// <summary>As a proxy does that found a host not ready: nothing new goes there.</summary>
    public void Avoid(string host) => avoided.TryAdd(host, 0);

    public bool IsAvoided(string host) => avoided.ContainsKey(host);

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await paying;
    }

    /// <summary>How many payments more are answered before this returns.</summary>
    public async Task MoreAsync(int payments)
    {
        var until = paid.Count + payments;
        var since = Stopwatch.GetTimestamp();
        while (paid.Count < until)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(60), $"{paid.Count} payments and no more; failures {Text()}");
            await Task.Delay(20);
        }
    }

    /// <summary>Every payment once: what is left is what was not acknowledged.</summary>
    public async Task CheckAsync(GranaryClient auditor)
    {
        foreach (var user in Enumerable.Range(1, count))
        {
            var balances = (await auditor.GetAsync($"/v1/users/{user}/balances"))["balances"]!.AsArray();
            var cash = balances.Single(balance => balance!["pocket"]!.GetValue<string>() == "cash")!["amountMinor"]!.GetValue<long>();
            Assert.Equal(cashMinor - paid.Count(payment => payment.User == user), cash);
        }
    }

    /// <summary>The longest waits, with how often they asked.</summary>
    public string Slowest() => string.Join(", ", paid.OrderByDescending(payment => payment.Took).Take(8).Select(payment => FormattableString.Invariant($"{payment.Took.TotalSeconds:F1} s in {payment.Attempts}")));

    public string Text() => string.Join(", ", failures.Select(failure => $"{failure.Key}: {failure.Value}"));

    public void Dispose() => stopping.Dispose();

    // A silo that has just begun may need longer for its first owners than a caller waits.
    private static Task UntilDoneAsync(Func<Task<Reply>> send) =>
        Wait.UntilAsync(async () => (await send()).IsSuccess, TimeSpan.FromSeconds(60), "the town is open");

    private async Task PayAsync(int user, Func<GranaryClient[]> clients)
    {
        for (var payment = 0; !stopping.IsCancellationRequested; payment++)
        {
            var since = Stopwatch.GetTimestamp();
            var attempts = 0;
            while (!await TryAsync(user, payment, clients(), attempts++)) await Task.Delay(Pause);
            paid.Add((Stopwatch.GetElapsedTime(since), attempts, user));
        }
    }

    private async Task<bool> TryAsync(int user, int payment, GranaryClient[] clients, int attempt)
    {
        try
        {
            var reply = await clients[(user + attempt) % clients.Length].PostAsync(
                $"/v1/users/{user}/payments", """{"merchant":"1","amountMinor":1,"currency":"CNY","scene":"mall"}""", $"{user}-{payment}");
            if (!reply.IsSuccess) failures.AddOrUpdate(reply.Status, 1, (_, before) => before + 1);
            return reply.IsSuccess;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
        {
            failures.AddOrUpdate(0, 1, (_, before) => before + 1);
            return false;
        }
    }
}
