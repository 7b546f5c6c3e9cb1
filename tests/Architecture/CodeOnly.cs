using System.Text;
using System.Text.RegularExpressions;

namespace Granary.Architecture;

/// <summary>Takes comments and literals out of C#, so that a rule about code is not broken by a sentence about it.</summary>
internal static partial class CodeOnly
{
    public static string Strip(string source)
    {
        var code = new StringBuilder(source.Length);
        var from = 0;
        foreach (Match match in CommentOrLiteral().Matches(source))
        {
            code.Append(source, from, match.Index - from).Append(match.Value.StartsWith('/') ? " " : "\"\"");
            from = match.Index + match.Length;
        }
        return code.Append(source, from, source.Length - from).ToString();
    }

    // Raw strings first, then verbatim, then plain ones; characters; both sorts of comments.
    [GeneratedRegex("""
        ("{3,})[\s\S]*?\1|\$?@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|//[^\n]*|/\*[\s\S]*?\*/
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CommentOrLiteral();
}
