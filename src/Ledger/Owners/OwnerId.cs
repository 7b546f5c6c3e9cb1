using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using Orleans;

namespace Granary.Ledger;

/// <summary>An actor that owns accounts: kind (8 bits) and number (56 bits) packed in one <c>long</c>; text form <c>user-1001</c>.</summary>
[GenerateSerializer, Immutable, Alias("granary.owner-id")]
[JsonConverter(typeof(OwnerIdJson))]
public readonly record struct OwnerId([property: Id(0)] long Packed)
{
    /// <summary>The largest number: 2^56 - 1.</summary>
    public const long NumberMax = (1L << 56) - 1;

    public OwnerId(OwnerKind kind, long number) : this(((long)kind << 56) | number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, NumberMax);
    }

    /// <summary>The platform itself, of which there is one.</summary>
    public static OwnerId Platform { get; } = new(OwnerKind.Platform, number: 1);

    /// <summary>Undefined when it was read from a changed row: whoever looks at that must be able to say so.</summary>
    public OwnerKind Kind => unchecked((OwnerKind)(Packed >> 56));

    public long Number => Packed & NumberMax;

    public override string ToString() => $"{NameOf(Kind)}-{Number.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Reads <c>user-1001</c>. Leading zeros, signs, spaces and unknown kinds are refused, so one owner has one text.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OwnerId owner)
    {
        owner = default;
        if (text is null) return false;
        var dash = text.LastIndexOf('-');
        return dash > 0 && TryKind(text.AsSpan(0, dash), out var kind) && TryParse(kind, text[(dash + 1)..], out owner);
    }

    /// <summary>Reads the bare number of an owner whose kind the place already says, as in <c>/v1/users/1001</c>.</summary>
    public static bool TryParse(OwnerKind kind, [NotNullWhen(true)] string? number, out OwnerId owner)
    {
        owner = default;
        if (string.IsNullOrEmpty(number) || (number[0] == '0' && number.Length > 1)) return false;
        // long.TryParse forgives trailing NUL characters, which would give one owner many texts.
        if (number.ContainsAnyExceptInRange('0', '9')) return false;
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value > NumberMax) return false;
        owner = new OwnerId(kind, value);
        return true;
    }

    private static string NameOf(OwnerKind kind) => kind switch
    {
        OwnerKind.User => "user",
        OwnerKind.Merchant => "merchant",
        OwnerKind.Loan => "loan",
        OwnerKind.Custody => "custody",
        OwnerKind.Fund => "fund",
        OwnerKind.Insurer => "insurer",
        OwnerKind.Lender => "lender",
        OwnerKind.Platform => "platform",
        OwnerKind.Partner => "partner",
    };

    private static bool TryKind(ReadOnlySpan<char> name, out OwnerKind kind)
    {
        foreach (var candidate in Kinds)
        {
            if (!name.SequenceEqual(NameOf(candidate))) continue;
            kind = candidate;
            return true;
        }
        kind = default;
        return false;
    }

    private static readonly OwnerKind[] Kinds = Enum.GetValues<OwnerKind>();
}
