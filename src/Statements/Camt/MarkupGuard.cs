using Granary.Statements.Text;

namespace Granary.Statements.Camt;

/// <summary>Stops a tag, comment or instruction that never ends, before the XML reader keeps it whole in memory.</summary>
internal sealed class MarkupGuard(TextReader text, int charsMax) : TextReader
{
    private bool isInside;
    private int length;

    public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
    {
        var count = await text.ReadAsync(buffer, cancellationToken);
        Measure(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(char[] buffer, int index, int count) => ReadAsync(buffer.AsMemory(index, count)).AsTask();

    public override Task<int> ReadBlockAsync(char[] buffer, int index, int count) => ReadAsync(buffer, index, count);

    private void Measure(ReadOnlySpan<char> chars)
    {
        while (chars.Length > 0)
        {
            var end = chars.IndexOf(isInside ? '>' : '<');
            var part = end < 0 ? chars.Length : end;
            if (isInside && (length += part) > charsMax) throw new LimitPassedException(StatementRules.XmlLimit, $"a tag or comment of more than {charsMax} characters");
            if (end < 0) return;
            isInside = !isInside;
            length = 0;
            chars = chars[(end + 1)..];
        }
    }
}
