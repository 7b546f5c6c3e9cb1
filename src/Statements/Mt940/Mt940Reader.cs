using System.Text;
using Granary.Statements.Judging;
using Granary.Statements.Text;

namespace Granary.Statements.Mt940;

/// <summary>Cuts an MT940 file into fields and messages. Tolerates missing SWIFT envelopes, control characters and blank lines.</summary>
internal sealed class Mt940Reader : IStatementFormat
{
    // What telex and old transfer programs put around a message: start, end and padding.
    private const string Controls = "\u0000\u0001\u0002\u0003\u001A\u001B";

    private readonly LineReader lines;
    private readonly Utf8Stream bytes;
    private readonly StatementAudit audit;
    private readonly StringBuilder text = new();
    private Mt940Message? message;
    private string? tag;
    private int tagLine;
    private int fieldLines;
    private int lastLine;

    public Mt940Reader(Utf8Stream bytes, StatementAudit audit)
    {
        (this.bytes, this.audit) = (bytes, audit);
        lines = new LineReader(bytes.ToText(), audit.Limits.LineCharsMax);
    }

    public async ValueTask<bool> AdvanceAsync()
    {
        try
        {
            while (audit.Ready.Count < IStatementFormat.ItemsPerAdvance)
            {
                if (await lines.ReadAsync() is not { } line)
                {
                    EndMessage();
                    return false;
                }
                lastLine = line.Number;
                Take(line);
            }
            return true;
        }
        catch (LimitPassedException passed)
        {
            audit.Report(passed.Rule, new Place(lastLine, ""), passed.Message);
            return false;
        }
    }

    private void Take(TextLine line)
    {
        var trimmed = line.Text.AsSpan().Trim(Controls);
        var replaced = trimmed.Count('\uFFFD');
        if (trimmed.StartsWith("{"))
        {
            EndMessage();
            var block = trimmed.IndexOf("{4:");
            trimmed = block < 0 ? [] : trimmed[(block + 3)..];
        }
        if (IsEnd(trimmed)) EndMessage();
        else if (Mt940Field.TryReadTag(trimmed, out var tagLength)) BeginField(new string(trimmed.Slice(1, tagLength)), trimmed[(tagLength + 2)..], line.Number);
        else Continue(trimmed, line.Number);

        if (replaced > 0) Spoil(StatementRules.EncodingBroken, line.Number, $"bytes that are not UTF-8, the first at offset {bytes.TakeOffset(replaced)}{bytes.Guess}");
        if (line.IsCut) Spoil(StatementRules.TextLineTooLong, line.Number, $"more than {audit.Limits.LineCharsMax} characters");
    }

    private static bool IsEnd(ReadOnlySpan<char> line) => line.StartsWith("-") && (line.StartsWith("-}") || line.TrimEnd().Length == 1);

    private void BeginField(string newTag, ReadOnlySpan<char> rest, int lineNumber)
    {
        EndField();
        message ??= new Mt940Message(audit, lineNumber);
        // A bank that forgets the "-" between two messages still begins each with its reference.
        if (newTag == "20" && message.HasReference)
        {
            EndMessage();
            message = new Mt940Message(audit, lineNumber);
        }
        (tag, tagLine, fieldLines) = (newTag, lineNumber, 1);
        message.Begin(newTag);
        text.Append(rest);
    }

    private void Continue(ReadOnlySpan<char> line, int lineNumber)
    {
        if (tag is null)
        {
            if (!line.IsWhiteSpace()) audit.Report(StatementRules.Mt940Unexpected, new Place(lineNumber, ""), $"{Words.Quote(line)} outside a field");
            return;
        }
        if (++fieldLines > audit.Limits.FieldLinesMax)
        {
            if (fieldLines == audit.Limits.FieldLinesMax + 1) Spoil(StatementRules.TextLineTooLong, lineNumber, $"field :{tag}: has more than {audit.Limits.FieldLinesMax} lines");
            return;
        }
        text.Append('\n').Append(line);
    }

    private void Spoil(StatementRule rule, int lineNumber, string found)
    {
        var isInLine = message?.SpoilLine(tag) == true;
        audit.Report(rule, new Place(lineNumber, tag is null ? "" : $":{tag}:", isInLine), found);
    }

    private void EndField()
    {
        if (tag is null) return;
        message!.Take(new Mt940Field(tag, text.ToString().TrimEnd('\n', ' '), tagLine));
        tag = null;
        text.Clear();
    }

    private void EndMessage()
    {
        EndField();
        message?.End(lastLine);
        message = null;
    }
}
