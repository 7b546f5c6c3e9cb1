using System.Globalization;
using Granary.Ledger;

namespace Granary.Statements.Judging;

/// <summary>Amounts and pieces of files as findings quote them.</summary>
internal static class Words
{
    private const int QuotedCharsMax = 60;

    /// <summary><c>-12.50 CNY</c>.</summary>
    public static string Of(Int128 minor, Asset asset)
    {
        var digits = Int128.Abs(minor).ToString(CultureInfo.InvariantCulture).PadLeft(asset.Scale + 1, '0');
        var whole = digits[..^asset.Scale];
        return $"{(minor < 0 ? "-" : "")}{whole}{(asset.Scale == 0 ? "" : ".")}{digits[^asset.Scale..]} {asset}";
    }

    public static string Of(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The text in quotation marks, its middle of control characters made visible and its end cut off.</summary>
    public static string Quote(ReadOnlySpan<char> text)
    {
        var cut = text.Length > QuotedCharsMax ? text[..QuotedCharsMax] : text;
        return string.Create(cut.Length + (cut.Length < text.Length ? 5 : 2), new State(cut, cut.Length < text.Length), static (quoted, state) =>
        {
            quoted[0] = '"';
            for (var i = 0; i < state.Text.Length; i++) quoted[i + 1] = char.IsControl(state.Text[i]) ? ' ' : state.Text[i];
            if (state.IsCut) "...\"".CopyTo(quoted[^4..]);
            else quoted[^1] = '"';
        });
    }

    private readonly ref struct State(ReadOnlySpan<char> text, bool isCut)
    {
        public ReadOnlySpan<char> Text { get; } = text;

        public bool IsCut { get; } = isCut;
    }
}
