using System.Globalization;

namespace Orleans.Runtime;

/// <summary>Namespace and key of a stream. Keys are text; an integer key is decimal, unlike in a <see cref="GrainId"/>.</summary>
[Immutable]
public readonly struct StreamId : IEquatable<StreamId>
{
    private readonly string? streamNamespace;
    private readonly string? key;

    private StreamId(string? streamNamespace, string key)
    {
        this.streamNamespace = streamNamespace;
        this.key = key;
    }

    public static StreamId Create(string? ns, long key) => new(ns, key.ToString(CultureInfo.InvariantCulture));

    public static StreamId Create(string? ns, string key) => new(ns, key);

    public static StreamId Create(string? ns, Guid key) => new(ns, key.ToString("N"));

    public string? GetNamespace() => streamNamespace;

    public string GetKeyAsString() => key ?? "";

    public bool Equals(StreamId other) => key == other.key && streamNamespace == other.streamNamespace;

    public override bool Equals(object? obj) => obj is StreamId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(streamNamespace, key);

    public override string ToString() => $"{streamNamespace ?? "null"}/{key}";

    public static bool operator ==(StreamId left, StreamId right) => left.Equals(right);

    public static bool operator !=(StreamId left, StreamId right) => !left.Equals(right);
}
