using System.Buffers;
using System.Text.Json;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>A buffer and the writer on it, one per thread: answers are small and written in one go.</summary>
internal sealed class JsonScratch : IDisposable
{
    private const int KeptBytesMax = 256 * 1024;

    [ThreadStatic]
    private static JsonScratch? ofThread;

    private readonly ArrayBufferWriter<byte> buffer = new(1024);
    private readonly Utf8JsonWriter writer;

    public void Dispose() => writer.Dispose();

    private JsonScratch() => writer = new Utf8JsonWriter(buffer, JsonValues.Options);

    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    /// <summary>Valid until the thread's next one; nothing may be awaited between taking it and copying what was written.</summary>
    public static JsonScratch Take(out Utf8JsonWriter writer)
    {
        var scratch = ofThread is { } kept && kept.buffer.Capacity <= KeptBytesMax ? kept : ofThread = new JsonScratch();
        scratch.buffer.ResetWrittenCount();
        scratch.writer.Reset();
        writer = scratch.writer;
        return scratch;
    }
}
