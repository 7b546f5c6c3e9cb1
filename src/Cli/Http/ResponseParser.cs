using System.Buffers.Text;

namespace Granary.Cli.Http;

/// <summary>
/// Reads one HTTP/1.1 response out of a buffer that fills piece by piece, wherever the pieces are cut. It knows what Kestrel sends and no
/// more: a status line, a length or chunks, and the few headers that the load looks at.
/// </summary>
public sealed class ResponseParser
{
    private bool headIsRead;
    private bool isChunked;
    private int scannedTo;
    private int bodyStart;
    private int bodyEnd;
    private int chunkAt;
    private int contentLength;

    public int Status { get; private set; }

    public bool Replayed { get; private set; }

    /// <summary>The server will close the connection after this response.</summary>
    public bool Closes { get; private set; }

    /// <summary>Where the body lies in the buffer once the response is complete.</summary>
    public Range Body => bodyStart..bodyEnd;

    public void Reset()
    {
        headIsRead = isChunked = false;
        scannedTo = bodyStart = bodyEnd = chunkAt = 0;
        contentLength = -1;
        Status = 0;
        Replayed = Closes = false;
    }

    /// <summary>True when the bytes received so far are a whole response. Chunks are joined in place, so the buffer is changed.</summary>
    /// <exception cref="InvalidDataException">This is not HTTP as we know it.</exception>
    public bool TryComplete(Span<byte> received)
    {
        while (!headIsRead)
        {
            if (!TryReadHead(received)) return false;
            if (Status >= 200) continue;
            SkipInterim();
        }
        if (isChunked) return TryJoinChunks(received);
        bodyEnd = bodyStart + contentLength;
        return received.Length >= bodyEnd;
    }

    private bool TryReadHead(ReadOnlySpan<byte> received)
    {
        var headStart = bodyStart;
        var blank = received[scannedTo..].IndexOf("\r\n\r\n"u8);
        if (blank < 0)
        {
            // The end of the head may be cut anywhere, so the last three bytes are looked at again.
            scannedTo = Math.Max(headStart, received.Length - 3);
            return false;
        }
        var head = received[headStart..(scannedTo + blank + 2)];
        bodyStart = scannedTo + blank + 4;
        ReadHead(head);
        headIsRead = true;
        if (Status is 204 or 304) contentLength = 0;
        if (Status >= 200 && !isChunked && contentLength < 0) throw new InvalidDataException("a response without a length");
        bodyEnd = chunkAt = bodyStart;
        return true;
    }

    private void SkipInterim()
    {
        headIsRead = false;
        scannedTo = bodyStart;
    }

    private void ReadHead(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[9..], out int status, out _))
            throw new InvalidDataException("no HTTP/1.1 status line");
        Status = status;
        var line = head.IndexOf("\r\n"u8);
        while (line + 2 < head.Length)
        {
            head = head[(line + 2)..];
            line = head.IndexOf("\r\n"u8);
            var header = head[..line];
            var colon = header.IndexOf((byte)':');
            if (colon > 0) ReadHeader(header[..colon], header[(colon + 1)..].Trim((byte)' '));
        }
    }

    // The lengths of the names tell them apart before any byte is compared.
    private void ReadHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.Length == 14 && Is(name, "content-length"u8))
        {
            if (!Utf8Parser.TryParse(value, out contentLength, out var used) || used != value.Length || contentLength < 0)
                throw new InvalidDataException("a length that is not a number");
        }
        else if (name.Length == 17 && Is(name, "transfer-encoding"u8)) isChunked = Is(value, "chunked"u8);
        else if (name.Length == 19 && Is(name, "idempotent-replayed"u8)) Replayed = Is(value, "true"u8);
        else if (name.Length == 10 && Is(name, "connection"u8)) Closes = Is(value, "close"u8);
    }

    private bool TryJoinChunks(Span<byte> received)
    {
        while (true)
        {
            var line = received[chunkAt..].IndexOf("\r\n"u8);
            if (line < 0) return false;
            if (!Utf8Parser.TryParse(received.Slice(chunkAt, line), out int size, out var digits, 'X') || digits == 0 || size < 0)
                throw new InvalidDataException("a chunk without a size");
            var dataAt = chunkAt + line + 2;
            if (received.Length - dataAt < size + 2) return false;
            if (size == 0) return true;
            received.Slice(dataAt, size).CopyTo(received[bodyEnd..]);
            bodyEnd += size;
            chunkAt = dataAt + size + 2;
        }
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase) => System.Text.Ascii.EqualsIgnoreCase(text, lowerCase);
}
