using System.Text.Json.Nodes;

namespace Granary.EndToEnd;

/// <summary>Sends commands to one life of a Granary and records what comes of them.</summary>
public sealed class Sender(GranaryProcess granary, Records records) : IDisposable
{
    private readonly Dictionary<string, GranaryClient> clients = new()
    {
        ["sandbox"] = granary.Client("sandbox"),
        ["bank"] = granary.Client("bank"),
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
        else if (reply.Status != 503) Assert.Fail($"{sent}: {reply}");
        return reply;
    }

    public void Dispose()
    {
        foreach (var client in clients.Values) client.Dispose();
    }

    private static string IdIn(Reply reply) => ((JsonObject)reply.Json).First().Value!["id"]!.GetValue<string>();
}
