using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Granary.EndToEnd;

/// <summary>Sends commands to a Granary and records what comes of them.</summary>
public sealed class Sender(IEntrance entrance, Records records) : IDisposable
{
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, GranaryClient> clients = new()
    {
        ["sandbox"] = entrance.Client("sandbox"),
        ["bank"] = entrance.Client("bank"),
    };

    /// <summary>The reply, or null when there was none to be had.</summary>
    public async Task<Reply?> SendAsync(Sent sent)
    {
        records.Send(sent);
        Reply reply;
        try
        {
            reply = await clients[sent.Role].PostAsync(sent.Path, sent.Body, sent.Key);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
        if (reply.IsSuccess) await records.AcknowledgeAsync(new Acknowledged(sent, IdIn(reply), reply.Body));
        else if (reply.Status is 409 or 422) records.Refuse(sent);
        else if (reply is not { Status: 503, RetryAfter: not null }) Assert.Fail($"{sent}: {reply}");
        return reply;
    }

    /// <summary>The same again and again, until it is answered or patience is at its end.</summary>
    public async Task<Reply?> InsistAsync(Sent sent, TimeSpan patience)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var reply = await SendAsync(sent);
            if (reply is { Status: not 503 } || Stopwatch.GetElapsedTime(since) > patience) return reply;
            await Task.Delay(reply?.RetryAfter ?? Pause);
        }
    }

    public void Dispose()
    {
        foreach (var client in clients.Values) client.Dispose();
    }

    private static string IdIn(Reply reply) => ((JsonObject)reply.Json).First().Value!["id"]!.GetValue<string>();
}
