using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Granary.Simulation;

/// <summary>
/// What happened, in order. Always hashed, so that two runs can be compared; written down only when somebody wants to read it, because most
/// runs go well.
/// </summary>
internal sealed class History(bool isWritten)
{
    private readonly List<string> lines = [];
    private ulong hash = 14_695_981_039_346_656_037UL;

    public IReadOnlyList<string> Lines => lines;

    public bool IsWritten => isWritten;

    public string Hash => hash.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Every choice that was made goes in here, so equal hashes mean equal runs.</summary>
    public void Mix(long value)
    {
        unchecked
        {
            hash = (hash ^ (ulong)value) * 0x9E3779B97F4A7C15UL;
            hash ^= hash >> 29;
        }
    }

    public void Add(long nowUs, [InterpolatedStringHandlerArgument("")] Line line)
    {
        Mix(nowUs);
        if (isWritten) lines.Add($"{nowUs / 1_000.0,12:F3} ms  {line.Text}");
    }

    /// <summary>A text that is only put together when it is going to be written.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Line
    {
        private readonly StringBuilder? text;

        public Line(int literalLength, int formattedCount, History history, out bool isWanted)
        {
            isWanted = history.IsWritten;
            text = isWanted ? new StringBuilder(literalLength + (formattedCount * 12)) : null;
        }

        public string Text => text?.ToString() ?? "";

        public void AppendLiteral(string literal) => text!.Append(literal);

        public void AppendFormatted<T>(T value, string? format) where T : IFormattable => text!.Append(value.ToString(format, CultureInfo.InvariantCulture));

        public void AppendFormatted<T>(T value) => text!.Append(CultureInfo.InvariantCulture, $"{value}");
    }
}
