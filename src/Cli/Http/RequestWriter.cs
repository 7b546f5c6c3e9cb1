using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Granary.Cli.Http;

/// <summary>
/// Puts requests together in one reused buffer. Body first, since its length stands before it: the body begins at a fixed place and the head
/// is written to end right there.
/// </summary>
public sealed class RequestWriter(Uri server)
{
    private const int HeadSizeMax = 1024;
    private readonly byte[] host = Encoding.ASCII.GetBytes($" HTTP/1.1\r\nHost: {server.Authority}\r\n");
    private readonly byte[] head = new byte[HeadSizeMax];
    private byte[] buffer = new byte[4 * 1024];
    private int start = HeadSizeMax;
    private int end = HeadSizeMax;

    /// <summary>The request as it goes over the wire; valid until the next one is begun.</summary>
    public ReadOnlyMemory<byte> Request => buffer.AsMemory(start..end);

    /// <summary>Forgets the body of the request before.</summary>
    public RequestWriter Begin()
    {
        end = HeadSizeMax;
        return this;
    }

    /// <summary>Adds a piece to the body: <c>writer.Add($"...")</c> goes straight into the buffer.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "the handler has written by the time this runs; the call names whose buffer")]
    public void Add([InterpolatedStringHandlerArgument("")] ref BodyPiece piece) => _ = piece;

    public void Get(string path, string bearer) => WriteHead("GET ", path, bearer, idempotencyKey: null, "");

    public void Put(string path, string bearer) => WriteHead("PUT ", path, bearer, idempotencyKey: null, "application/json");

    public void Post(string path, string bearer, string idempotencyKey, string contentType = "application/json") =>
        WriteHead("POST ", path, bearer, idempotencyKey, contentType);

    private void WriteHead(string method, string path, string bearer, string? idempotencyKey, string contentType)
    {
        var used = 0;
        Append(method, ref used);
        Append(path, ref used);
        host.CopyTo(head.AsSpan(used));
        used += host.Length;
        Append("Authorization: Bearer ", ref used);
        Append(bearer, ref used);
        if (idempotencyKey is not null)
        {
            Append("\r\nIdempotency-Key: ", ref used);
            Append(idempotencyKey, ref used);
        }
        if (contentType.Length > 0)
        {
            Append("\r\nContent-Type: ", ref used);
            Append(contentType, ref used);
            Append("\r\nContent-Length: ", ref used);
            Utf8Formatter.TryFormat(end - HeadSizeMax, head.AsSpan(used), out var digits);
            used += digits;
        }
        Append("\r\n\r\n", ref used);
        start = HeadSizeMax - used;
        head.AsSpan(0, used).CopyTo(buffer.AsSpan(start));
    }

    private void AddText(ReadOnlySpan<char> text)
    {
        Reserve(text.Length * 3);
        end += Encoding.UTF8.GetBytes(text, buffer.AsSpan(end));
    }

    private void AddNumber(long number)
    {
        Reserve(20);
        Utf8Formatter.TryFormat(number, buffer.AsSpan(end), out var digits);
        end += digits;
    }

    private void Reserve(int size)
    {
        if (buffer.Length - end < size) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, end + size));
    }

    private void Append(string text, ref int used) => used += Encoding.ASCII.GetBytes(text, head.AsSpan(used));

    /// <summary>Writes the parts of an interpolated string without making the string.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct BodyPiece(int literalLength, int formattedCount, RequestWriter writer)
    {
        public int SizeHint { get; } = literalLength + (formattedCount * 16);

        public void AppendLiteral(string text) => writer.AddText(text);

        public void AppendFormatted(string text) => writer.AddText(text);

        public void AppendFormatted(long number) => writer.AddNumber(number);
    }
}
