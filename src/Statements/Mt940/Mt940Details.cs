using System.Text;

namespace Granary.Statements.Mt940;

/// <summary>
/// Field 86. Where a bank writes the German structure (<c>166?00text?20purpose?31account?32name</c>, and in the purpose
/// <c>EREF+...SVWZ+...</c>) its parts are taken apart; any other text is the remittance as it stands.
/// </summary>
internal static class Mt940Details
{
    private static readonly string[] PurposeKeys =
    [
        "IBAN", "BIC ", "EREF", "MREF", "CRED", "PURP", "SVWZ", "MDAT", "ABWA", "ABWE", "SQTP", "ORCR", "ORMR", "DDAT", "DEBT", "COAM", "OAMT", "KREF",
    ];

    /// <summary>The line with what the field tells about it.</summary>
    public static StatementLine Apply(string details, StatementLine line)
    {
        var joined = details.Replace("\n", "", StringComparison.Ordinal);
        if (!IsStructured(joined)) return line with { Remittance = OrNull(details.Replace('\n', ' ').Trim()) };

        var parts = Parts(joined);
        // The purpose goes on in the sixties when the twenties are full.
        var purpose = Purpose(Join(parts, key => key[0] == '2') + Join(parts, key => key[0] == '6'));
        return line with
        {
            CounterpartyAccount = OrNull(Join(parts, key => key is "31")),
            CounterpartyName = OrNull(Join(parts, key => key is "32" or "33").Trim()),
            EndToEndId = OrNull(purpose.GetValueOrDefault("EREF")?.Trim()),
            CustomerReference = OrNull(purpose.GetValueOrDefault("KREF")?.Trim()) ?? line.CustomerReference,
            Remittance = OrNull((purpose.GetValueOrDefault("SVWZ") ?? purpose.GetValueOrDefault(""))?.Trim()),
            BankText = OrNull(Join(parts, key => key is "00").Trim()) ?? line.BankText,
        };
    }

    private static bool IsStructured(string text) =>
        text.Length > 5 && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[1]) && char.IsAsciiDigit(text[2]) &&
        text[3] == '?' && char.IsAsciiDigit(text[4]) && char.IsAsciiDigit(text[5]);

    private static List<(string Key, string Text)> Parts(string text)
    {
        var parts = new List<(string, string)>();
        foreach (var part in text.Split('?').Skip(1))
        {
            if (part.Length >= 2) parts.Add((part[..2], part[2..]));
        }
        return parts;
    }

    private static string Join(List<(string Key, string Text)> parts, Func<string, bool> isWanted)
    {
        var joined = new StringBuilder();
        foreach (var (key, text) in parts)
        {
            if (isWanted(key)) joined.Append(text);
        }
        return joined.ToString();
    }

    // What stands before the first key has none, and a key may come again: then its last text counts.
    private static Dictionary<string, string> Purpose(string purpose)
    {
        var found = new Dictionary<string, string>();
        var key = "";
        var from = 0;
        for (var plus = purpose.IndexOf('+'); plus >= 0; plus = purpose.IndexOf('+', plus + 1))
        {
            if (plus - 4 < from || Array.IndexOf(PurposeKeys, purpose[(plus - 4)..plus]) < 0) continue;
            found[key] = purpose[from..(plus - 4)];
            key = purpose[(plus - 4)..plus];
            from = plus + 1;
        }
        found[key] = purpose[from..];
        return found;
    }

    private static string? OrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
