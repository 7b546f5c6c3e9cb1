using System.Buffers;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Granary.ApiHost;

/// <summary>Brings a body into one piece, and not one byte more than the route allows.</summary>
internal static class BodyBytes
{
    public const int LengthMax = 64 * 1024;
    public const int BatchLengthMax = 4 * 1024 * 1024;

    /// <summary>Null when there is a body of JSON or none at all.</summary>
    public static Problem? CheckHead(HttpRequest request, int lengthMax, bool mayBeNdjson, bool mayBeEmpty)
    {
        if (request.ContentLength > lengthMax) return TooLarge(lengthMax);
        if (mayBeEmpty && request.ContentType is null && HasNoBody(request)) return null;
        if (IsJson(request.ContentType) || (mayBeNdjson && IsNdjson(request.ContentType))) return null;
        return Problems.UnsupportedMediaType.With(mayBeNdjson
            ? "The content type must be application/json or application/x-ndjson, in UTF-8."
            : "The content type must be application/json, in UTF-8.");
    }

    public static bool HasNoBody(HttpRequest request) => request.ContentLength is null or 0 && !request.Headers.ContainsKey("Transfer-Encoding");

    public static bool IsNdjson(string? contentType) => Is(contentType, "application/x-ndjson");

    public static Problem TooLarge(int lengthMax) => Problems.BodyTooLarge.With($"The body may have {lengthMax} bytes.");

    /// <summary>Waits until the body is there as a whole. Its bytes belong to the connection: <see cref="Done"/> gives them back.</summary>
    public static async ValueTask<(Problem? Problem, ReadOnlySequence<byte> Bytes)> ReadAsync(HttpRequest request, int lengthMax)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(request.HttpContext.RequestAborted);
            var buffer = result.Buffer;
            if (buffer.Length > lengthMax)
            {
                reader.AdvanceTo(buffer.End);
                return (TooLarge(lengthMax), default);
            }
            if (result.IsCompleted) return (null, buffer);
            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Whoever holds one of few places while it sends must send; else it is answered 408.</summary>
    public static void MustCome(HttpRequest request, int bytesPerSecondMin)
    {
        if (request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is not { } rate) return;
        rate.MinDataRate = new MinDataRate(bytesPerSecondMin, gracePeriod: TimeSpan.FromSeconds(5));
    }

    public static void Done(HttpRequest request, in ReadOnlySequence<byte> bytes) => request.BodyReader.AdvanceTo(bytes.End);

    /// <summary>The bytes in one piece. What was rented goes back to the pool with <see cref="Return"/>.</summary>
    public static ReadOnlySpan<byte> Join(in ReadOnlySequence<byte> bytes, out byte[]? rented)
    {
        rented = null;
        if (bytes.IsSingleSegment) return bytes.FirstSpan;
        rented = ArrayPool<byte>.Shared.Rent((int)bytes.Length);
        bytes.CopyTo(rented);
        return rented.AsSpan(0, (int)bytes.Length);
    }

    public static void Return(byte[]? rented)
    {
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    private static bool IsJson(string? contentType) => contentType is "application/json" || Is(contentType, "application/json");

    private static bool Is(string? contentType, string wanted)
    {
        if (!Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type)) return false;
        return type.MediaType.Equals(wanted, StringComparison.OrdinalIgnoreCase) &&
            (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
