using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Granary.Statements.Camt;
using Granary.Statements.Csv;
using Granary.Statements.Judging;
using Granary.Statements.Mt940;
using Granary.Statements.Text;

namespace Granary.Statements;

/// <summary>Reads bank statements of any length in bounded memory.</summary>
public static partial class StatementReader
{
    private const int HeadBytes = 4_096;

    private static readonly byte[] Utf8Mark = [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// The statements of a file: camt.053, MT940 or our CSV, told apart by content. Nothing in the bytes makes this throw: whatever is wrong
    /// is a <see cref="Finding"/>, and what was read before it stays.
    /// </summary>
    /// <param name="stream">Read forward only and asynchronously; not disposed.</param>
    /// <exception cref="IOException">The stream itself failed.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async IAsyncEnumerable<StatementItem> ReadAsync(
        Stream stream, StatementOptions options, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        var audit = new StatementAudit(options);
        var head = await ReadHeadAsync(stream, cancellation);
        var format = Recognise(head, stream, audit, cancellation);
        var goesOn = format is not null;
        while (goesOn)
        {
            goesOn = await format!.AdvanceAsync();
            foreach (var item in audit.Ready) yield return item;
            audit.Ready.Clear();
            cancellation.ThrowIfCancellationRequested();
        }
        if (!audit.HasAnything) audit.Report(StatementRules.FileEmpty, new Place(LineNumber: 1, ""), "no statement in the file");
        foreach (var item in audit.Ready) yield return item;
    }

    private static async Task<byte[]> ReadHeadAsync(Stream stream, CancellationToken cancellation)
    {
        var head = new byte[HeadBytes];
        var length = await stream.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, cancellation);
        return head[..length];
    }

    private static IStatementFormat? Recognise(byte[] head, Stream stream, StatementAudit audit, CancellationToken cancellation)
    {
        if (head.AsSpan() is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            audit.Report(StatementRules.EncodingNotUtf8, new Place(LineNumber: 1, ""), "the file begins as UTF-16 does");
            return null;
        }
        var mark = head.AsSpan().StartsWith(Utf8Mark) ? Utf8Mark.Length : 0;
        // Latin-1 maps every byte to a character, so the beginning can be looked at before anything is known of it.
        var text = Encoding.Latin1.GetString(head.AsSpan(mark)).TrimStart('\0', '\u0001', ' ', '\t', '\r', '\n');
        if (text.Length == 0)
        {
            audit.Report(StatementRules.FileEmpty, new Place(LineNumber: 1, ""), head.Length < HeadBytes ? "nothing but blanks" : "nothing but blanks at the beginning");
            return null;
        }
        var bytes = new Utf8Stream(stream, head, mark, audit.Limits, cancellation);
        if (text[0] == '<') return new CamtReader(bytes, audit);
        if (text.TrimStart('"').StartsWith(CsvReader.StatementColumnsKind, StringComparison.Ordinal)) return new CsvReader(bytes, audit);
        if (text.StartsWith("{1:", StringComparison.Ordinal) || Mt940FieldAtLineStart().IsMatch(text)) return new Mt940Reader(bytes, audit);
        audit.Report(StatementRules.FileUnknownFormat, new Place(LineNumber: 1, ""), $"the file begins with {Words.Quote(text)}");
        return null;
    }

    [GeneratedRegex(@"^:\d\d[A-Z]?:", RegexOptions.Multiline)]
    private static partial Regex Mt940FieldAtLineStart();
}
