using System.Text.Json;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Puts replies on the wire: one buffer, a length, one write.</summary>
internal static class ReplyWriting
{
    private const string JsonType = "application/json";
    private const string ProblemType = "application/problem+json";

    public static ValueTask WriteAsync(this HttpResponse response, in Reply reply)
    {
        if (reply.Problem is { } problem) return response.WriteProblemAsync(problem);
        if (reply.Status == 0) return default;
        response.StatusCode = reply.Status;
        if (reply.IsReplayed) response.Headers["Idempotent-Replayed"] = "true";
        if (reply.EntryBody is null && reply.Body is null) return default;
        var scratch = JsonScratch.Take(out var writer);
        if (reply.EntryBody is { } entryBody) entryBody(writer, reply.Entry!);
        else reply.Body!(writer);
        return response.SendAsync(scratch, writer, JsonType);
    }

    public static ValueTask WriteProblemAsync(this HttpResponse response, Problem problem)
    {
        var kind = problem.Kind;
        response.StatusCode = kind.Status;
        if (kind.RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds == 1 ? "1" : $"{seconds}";
        if (kind.Status == 401) response.Headers.WWWAuthenticate = "Bearer realm=\"granary\"";
        var scratch = JsonScratch.Take(out var writer);
        writer.WriteStartObject();
        WriteMembers(writer, problem);
        writer.WriteString("requestId"u8, response.HttpContext.TraceIdentifier);
        writer.WriteEndObject();
        return response.SendAsync(scratch, writer, ProblemType);
    }

    /// <summary>The members that do not depend on the request, for an item of a batch too.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, Problem problem)
    {
        var kind = problem.Kind;
        writer.WriteString("type"u8, $"/problems/{kind.Code}");
        writer.WriteString("title"u8, kind.Title);
        writer.WriteNumber("status"u8, kind.Status);
        writer.WriteString("detail"u8, problem.Detail);
        writer.WriteString("code"u8, kind.Code);
        writer.WriteOptional("param"u8, problem.Param);
        writer.WriteBoolean("retryable"u8, kind.IsRetryable);
    }

    private static ValueTask SendAsync(this HttpResponse response, JsonScratch scratch, Utf8JsonWriter writer, string contentType)
    {
        writer.Flush();
        var written = scratch.Written;
        response.ContentType = contentType;
        response.ContentLength = written.Length;
        // Copied before anything is awaited: the buffer belongs to the thread.
        written.CopyTo(response.BodyWriter.GetSpan(written.Length));
        response.BodyWriter.Advance(written.Length);
        var flushing = response.BodyWriter.FlushAsync();
        if (!flushing.IsCompletedSuccessfully) return new ValueTask(flushing.AsTask());
        _ = flushing.Result;
        return default;
    }
}
