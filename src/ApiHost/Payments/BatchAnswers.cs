using System.Text.Json;
using Granary.Grains;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>What becomes of each item of a batch, in the order of the items.</summary>
internal sealed class BatchAnswers(int count)
{
    private const int FlushedBytes = 64 * 1024;

    private readonly (Answer? Answer, Problem? Problem)[] items = new (Answer?, Problem?)[count];

    public void Refuse(int index, Problem problem) => items[index].Problem = problem;

    public void Take(int index, Answer answer)
    {
        if (answer is { Outcome: Outcome.Accepted, Entry: not null }) items[index].Answer = answer;
        else items[index].Problem = Problems.Of(answer.Outcome, ownerParam: "user", payeeParam: "merchant");
    }

    /// <summary>As lines when the request was lines, else as one array.</summary>
    public async ValueTask WriteAsync(HttpContext http, bool isLines)
    {
        var response = http.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = isLines ? "application/x-ndjson" : "application/json";
        if (IsReplayed()) response.Headers["Idempotent-Replayed"] = "true";
        await using var writer = new Utf8JsonWriter(response.BodyWriter, JsonValues.Options);
        if (!isLines) writer.WriteStartArray();
        for (var index = 0; index < items.Length; index++)
        {
            WriteItem(writer, index);
            if (isLines) EndLine(response, writer);
            if (writer.BytesPending + response.BodyWriter.UnflushedBytes >= FlushedBytes) await FlushAsync(http, writer);
        }
        if (!isLines) writer.WriteEndArray();
        await FlushAsync(http, writer);
    }

    // True when something was carried out and all of it had been before.
    private bool IsReplayed()
    {
        var isReplayed = false;
        foreach (var (answer, _) in items)
        {
            if (answer is { Replayed: false }) return false;
            isReplayed |= answer is not null;
        }
        return isReplayed;
    }

    private void WriteItem(Utf8JsonWriter writer, int index)
    {
        var (answer, problem) = items[index];
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, index);
        if (problem is null)
        {
            writer.WriteNumber("status"u8, StatusCodes.Status201Created);
            EntryAnswers.WritePayment(writer, answer!.Entry!);
        }
        else
        {
            writer.WriteNumber("status"u8, problem.Kind.Status);
            writer.WriteStartObject("problem"u8);
            ReplyWriting.WriteMembers(writer, problem);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void EndLine(HttpResponse response, Utf8JsonWriter writer)
    {
        writer.Flush();
        writer.Reset();
        response.BodyWriter.GetSpan(1)[0] = (byte)'\n';
        response.BodyWriter.Advance(1);
    }

    private static async ValueTask FlushAsync(HttpContext http, Utf8JsonWriter writer)
    {
        writer.Flush();
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}
