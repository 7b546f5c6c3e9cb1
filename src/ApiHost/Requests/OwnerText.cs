using System.Diagnostics.CodeAnalysis;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>How owners are written in requests. Answers always use the full text.</summary>
internal static class OwnerText
{
    /// <param name="kind">Null when the place does not say the kind.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, OwnerKind? kind, out OwnerId owner) => kind is { } known
        ? OwnerId.TryParse(known, text, out owner) || (OwnerId.TryParse(text, out owner) && owner.Kind == known)
        : OwnerId.TryParse(text, out owner);

    public static string NameOf(OwnerKind kind)
    {
        var text = new OwnerId(kind, number: 0).ToString();
        return text[..^2];
    }

    public static string Example(OwnerKind kind) => new OwnerId(kind, number: 1001).ToString();
}
