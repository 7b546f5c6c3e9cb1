using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Granary.ApiHost.Tests;

/// <summary>Bytes on a socket, for what a decent client would not send.</summary>
internal static class RawRequest
{
    public static async Task<(int Status, string Body)> PostAsync(Uri server, string path, string secret, string[] keys, string body)
    {
        var head = $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {secret}\r\nContent-Type: application/json\r\n" +
            string.Concat(keys.Select(key => $"Idempotency-Key: {key}\r\n")) + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n";
        return await SendAsync(server, Encoding.UTF8.GetBytes(head + body));
    }

    public static async Task<(int Status, string Body)> SendAsync(Uri server, ReadOnlyMemory<byte> request)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Host, server.Port);
        await socket.SendAsync(request);
        using var answer = new MemoryStream();
        await using var stream = new NetworkStream(socket);
        await stream.CopyToAsync(answer);
        var text = Encoding.UTF8.GetString(answer.ToArray());
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text[(end + 4)..]);
    }
}
