namespace Granary.Cli.Http;

/// <summary>What came back for one request.</summary>
/// <param name="Status">The HTTP status; 0 when the connection broke first, so that nobody knows whether the request was carried out.</param>
/// <param name="Replayed">The server says that it had carried this key out before.</param>
/// <param name="Body">Valid until the next request on the same connection.</param>
public readonly record struct Answer(int Status, bool Replayed, ReadOnlyMemory<byte> Body)
{
    public static Answer Unknown { get; }

    public bool IsAccepted => Status is >= 200 and < 300;

    /// <summary>
    /// False while the request may or may not have been carried out, or while the server asks to come back: only the same key, sent again,
    /// finds out.
    /// </summary>
    public bool IsSettled => Status is >= 200 and < 500 and not (408 or 425 or 429);
}
