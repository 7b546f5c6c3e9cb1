using System.Globalization;

namespace Orleans.Runtime;

/// <summary>Class and key of a grain. As text an integer key is hexadecimal ("user/FF"), as Orleans prints it.</summary>
public readonly struct GrainId(GrainType type, IdSpan key) : IEquatable<GrainId>
{
    public GrainType Type { get; } = type;

    public IdSpan Key { get; } = key;

    public bool Equals(GrainId other) => Type.Equals(other.Type) && Key.Equals(other.Key);

    public override bool Equals(object? obj) => obj is GrainId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Type, Key);

    public override string ToString() => $"{Type}/{Key}";

    public static bool operator ==(GrainId left, GrainId right) => left.Equals(right);

    public static bool operator !=(GrainId left, GrainId right) => !left.Equals(right);
}

/// <summary>The name of a grain class: lower case, without "Grain" and without its namespace.</summary>
public readonly struct GrainType : IEquatable<GrainType>
{
    private readonly string? name;

    internal GrainType(string name) => this.name = name;

    public bool Equals(GrainType obj) => name == obj.name;

    public override bool Equals(object? obj) => obj is GrainType other && Equals(other);

    public override int GetHashCode() => name is null ? 0 : name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => name ?? "";

    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);
}

/// <summary>A grain key. Integers stay integers here, because a million idle grains should not hold a million strings.</summary>
public readonly struct IdSpan : IEquatable<IdSpan>
{
    private readonly string? text;
    private readonly long number;

    internal IdSpan(long number) => this.number = number;

    internal IdSpan(string text) => this.text = text;

    internal string? Text => text;

    internal long Number => text is null ? number : throw new InvalidOperationException($"The grain key '{text}' is not an integer.");

    public bool Equals(IdSpan obj) => number == obj.number && text == obj.text;

    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    public override int GetHashCode() => text is null ? number.GetHashCode() : text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => text ?? number.ToString("X", CultureInfo.InvariantCulture);

    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);
}
