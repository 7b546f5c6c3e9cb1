using System.Text.Json;
using Granary.Journal;
using Granary.Ledger;
using Granary.Silo;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Granary.ApiHost.Tests;

/// <summary>What is our fault is said as such, at once, and never as if nothing had happened.</summary>
public sealed class WhenTheMachineIsInTrouble
{
    private static readonly AdaptiveLimit Limit = new(TimeProvider.System);
    private readonly Gate gate = new(Limit, new HostState(), NullLogger<Gate>.Instance);

    [Fact]
    public async Task One_request_too_many_is_refused_at_once_and_the_next_after_the_rush_is_served()
    {
        var rush = new TaskCompletionSource();
        var inside = Enumerable.Range(0, Limit.UnderWayMax).Select(_ => gate.PassAsync(Context(), _ => rush.Task)).ToList();
        var tooMany = Context();
        await gate.PassAsync(tooMany, _ => throw new InvalidOperationException("must not get in"));
        MustBe(tooMany, 503, "overloaded", isRetryable: true);
        rush.SetResult();
        await Task.WhenAll(inside);
        var after = Context();
        await gate.PassAsync(after, context => context.Response.WriteAsync("served"));
        Assert.Equal("served", BodyOf(after));
    }

    public static TheoryData<Exception, string, bool> Failures { get; } = new()
    {
        { new JournalUnavailableException("the connection broke"), "unavailable", true },
        { new TimeoutException("no answer"), "unavailable", true },
        { new TaskCanceledException("the host stops"), "unavailable", true },
        { new InvariantViolatedException("a sum is wrong"), "owner_quarantined", false },
        { new CorruptEntryException(new OwnerId(OwnerKind.User, 1), 7, "a digest differs"), "owner_quarantined", false },
    };

    [Theory, MemberData(nameof(Failures))]
    public async Task A_failure_is_a_503_that_never_claims_to_know_and_tells_no_secrets(Exception failure, string code, bool isRetryable)
    {
        var context = Context();
        await gate.PassAsync(context, _ => Task.FromException(failure));
        MustBe(context, 503, code, isRetryable);
        Assert.DoesNotContain(failure.Message, BodyOf(context), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bug_is_a_500_without_its_message()
    {
        var context = Context();
        await gate.PassAsync(context, _ => throw new InvalidOperationException("secret"));
        MustBe(context, 500, "internal_error", isRetryable: false);
        Assert.DoesNotContain("secret", BodyOf(context), StringComparison.Ordinal);
    }

    private static DefaultHttpContext Context()
    {
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new RoutePlace("GET", "/v1/users/{id}", OwnerKind.User, "id", DetailParam: null)), "test"));
        return context;
    }

    private static string BodyOf(HttpContext context) => System.Text.Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());

    private static void MustBe(HttpContext context, int status, string code, bool isRetryable)
    {
        Assert.Equal(status, context.Response.StatusCode);
        using var problem = JsonDocument.Parse(BodyOf(context));
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
        Assert.Equal(isRetryable, problem.RootElement.GetProperty("retryable").GetBoolean());
        Assert.Equal(isRetryable, context.Response.Headers.RetryAfter.Count > 0);
    }
}
