using System.Text;

namespace Granary.Statements.Text;

/// <summary>A line without its end. What goes beyond the longest line is dropped and <paramref name="IsCut"/> is true.</summary>
internal readonly record struct TextLine(string Text, int Number, bool IsCut);

/// <summary>Lines of a file, ended by CR LF, LF or CR, however long they are.</summary>
internal sealed class LineReader(TextReader text, int charsMax)
{
    private readonly char[] block = new char[16_384];
    private readonly StringBuilder longer = new();
    private readonly Stack<TextLine> again = new();
    private int from;
    private int to;
    private int number;
    private bool skipLineFeed;

    public async ValueTask<TextLine?> ReadAsync()
    {
        if (again.TryPop(out var returned)) return returned;
        longer.Clear();
        var isCut = false;
        var isEmpty = true;
        while (true)
        {
            if (from == to && !await FillAsync()) return isEmpty ? null : Line(isCut);
            if (skipLineFeed && block[from] == '\n')
            {
                skipLineFeed = false;
                from++;
                continue;
            }
            skipLineFeed = false;
            isEmpty = false;
            var length = block.AsSpan(from, to - from).IndexOfAny('\r', '\n');
            var part = length < 0 ? to - from : length;
            var room = Math.Min(part, charsMax - longer.Length);
            isCut |= room < part;
            if (length >= 0 && longer.Length == 0)
            {
                var whole = new string(block, from, room);
                EndAt(from + part);
                return new TextLine(whole, ++number, isCut);
            }
            longer.Append(block, from, room);
            if (length < 0) from = to;
            else
            {
                EndAt(from + part);
                return Line(isCut);
            }
        }
    }

    /// <summary>Gives lines back; they are read again in the order given.</summary>
    public void Return(IReadOnlyList<TextLine> lines)
    {
        for (var i = lines.Count - 1; i >= 0; i--) again.Push(lines[i]);
    }

    private TextLine Line(bool isCut) => new(longer.ToString(), ++number, isCut);

    private void EndAt(int end)
    {
        skipLineFeed = block[end] == '\r';
        from = end + 1;
    }

    private async ValueTask<bool> FillAsync()
    {
        to = await text.ReadAsync(block.AsMemory());
        from = 0;
        return to > 0;
    }
}
