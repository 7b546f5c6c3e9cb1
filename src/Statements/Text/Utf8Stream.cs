using System.Text;
using System.Text.Unicode;

namespace Granary.Statements.Text;

/// <summary>
/// The bytes of a file, made sound: whatever is not UTF-8 is replaced by U+FFFD and remembered by its offset. So one broken name costs one
/// line, not the file, and a reader that meets U+FFFD can ask here where it came from.
/// </summary>
/// <param name="head">Bytes that were taken from <paramref name="inner"/> to recognise the format.</param>
/// <param name="skipBytes">Bytes of the head that are not text: the byte order mark.</param>
internal sealed class Utf8Stream(Stream inner, ReadOnlyMemory<byte> head, int skipBytes, StatementLimits limits, CancellationToken cancellation)
    : Stream
{
    private const int BlockBytes = 65_536;

    private static readonly byte[] Replacement = [0xEF, 0xBF, 0xBD];

    private readonly byte[] block = new byte[BlockBytes];
    private readonly byte[] sound = new byte[BlockBytes * 3];
    private readonly Queue<long> offsets = new();
    private ReadOnlyMemory<byte> unread = head[skipBytes..];
    private int carried;
    private long consumed = skipBytes;
    private int soundFrom;
    private int soundTo;

    /// <summary>Places so far that are not UTF-8, of which the reader may not have come to the last ones.</summary>
    public int BrokenCount { get; private set; }

    /// <summary>How many of these places begin like a character of GBK.</summary>
    public int GbkLikeCount { get; private set; }

    /// <summary>The reader met so many replacement characters: the offset in the file of the first, from 0.</summary>
    public long TakeOffset(int count)
    {
        var first = offsets.TryPeek(out var offset) ? offset : consumed;
        while (count-- > 0 && offsets.TryDequeue(out _)) continue;
        return first;
    }

    /// <summary>The text in these bytes, which are sound by now.</summary>
    public StreamReader ToText() =>
        new(this, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: false, bufferSize: 32_768);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (soundFrom == soundTo)
        {
            if (!await FillAsync()) return 0;
        }
        var count = Math.Min(buffer.Length, soundTo - soundFrom);
        sound.AsMemory(soundFrom, count).CopyTo(buffer);
        soundFrom += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private async ValueTask<bool> FillAsync()
    {
        var count = await ReadBlockAsync(block.AsMemory(carried));
        var isLast = count == 0;
        var length = carried + count;
        if (length == 0) return false;

        var ready = isLast ? length : length - UnfinishedTail(block.AsSpan(0, length));
        soundFrom = 0;
        soundTo = Repair(block.AsSpan(0, ready));
        consumed += ready;
        if (consumed > limits.FileBytesMax) throw new LimitPassedException(StatementRules.FileTooLarge, $"more than {limits.FileBytesMax} bytes");
        carried = length - ready;
        block.AsSpan(ready, carried).CopyTo(block);
        return true;
    }

    private async ValueTask<int> ReadBlockAsync(Memory<byte> destination)
    {
        if (unread.Length == 0) return await inner.ReadAsync(destination, cancellation);
        var count = Math.Min(unread.Length, destination.Length);
        unread[..count].CopyTo(destination);
        unread = unread[count..];
        return count;
    }

    private int Repair(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes) && bytes.IndexOf(Replacement) < 0)
        {
            bytes.CopyTo(sound);
            return bytes.Length;
        }
        var to = 0;
        for (var from = 0; from < bytes.Length;)
        {
            var status = Rune.DecodeFromUtf8(bytes[from..], out var rune, out var length);
            if (status != System.Buffers.OperationStatus.Done || rune == Rune.ReplacementChar)
            {
                Remember(consumed + from, bytes[from..]);
                Replacement.CopyTo(sound, to);
                to += Replacement.Length;
            }
            else
            {
                bytes.Slice(from, length).CopyTo(sound.AsSpan(to));
                to += length;
            }
            from += length;
        }
        return to;
    }

    private void Remember(long offset, ReadOnlySpan<byte> bytes)
    {
        BrokenCount++;
        if (bytes.Length > 1 && bytes[0] is >= 0x81 and <= 0xFE && bytes[1] is >= 0x40 and <= 0xFE and not 0x7F && !bytes.StartsWith(Replacement)) GbkLikeCount++;
        if (BrokenCount > limits.BrokenPlacesMax)
        {
            throw new LimitPassedException(StatementRules.EncodingNotUtf8, $"more than {limits.BrokenPlacesMax} places that are not UTF-8{Guess}");
        }
        offsets.Enqueue(offset);
    }

    /// <summary>Words to follow a finding, when the broken places look like the encoding that is usual here.</summary>
    public string Guess => GbkLikeCount * 2 > BrokenCount ? "; it looks like GBK" : "";

    // A character that the block cuts in two waits for its other half.
    private static int UnfinishedTail(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= 3 && back <= bytes.Length; back++)
        {
            var lead = bytes[^back];
            if (lead < 0x80) return 0;
            if (lead < 0xC0) continue;
            var whole = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
            return back < whole ? back : 0;
        }
        return 0;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    // Statements arrive over the network, where waiting must not hold a thread.
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("statements are read asynchronously");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
