using System.Globalization;
using System.Text;

namespace Granary.Statements.Tests;

/// <summary>Alone in the process while it runs, because it looks at the heap.</summary>
[CollectionDefinition(nameof(LargeStatements), DisableParallelization = true)]
public sealed class LargeStatementsAlone;

/// <summary>Memory does not grow with the file: 20 MB here, 2 GB when <c>GRANARY_LONG</c> is set.</summary>
[Collection(nameof(LargeStatements))]
public sealed class LargeStatements
{
    private const long HeapGrowthMax = 48L << 20;

    private static readonly long FileBytes = Environment.GetEnvironmentVariable("GRANARY_LONG") is null ? 20L << 20 : 2L << 30;

    public static TheoryData<StatementFormat> Formats => CleanStatements.Formats;

    [Theory, MemberData(nameof(Formats))]
    public async Task A_long_statement_is_read_in_little_memory_and_ties(StatementFormat format)
    {
        var (head, line, tail) = Parts(format);
        var count = (int)(FileBytes / line(0).Length);
        var beforeBytes = GC.GetTotalMemory(forceFullCollection: true);
        var mostBytes = 0L;
        var lines = 0;
        StatementClosed? closed = null;
        using var file = new GeneratedStream(count, head(count), line, tail(count));
        await foreach (var item in StatementReader.ReadAsync(file, Given.Options))
        {
            closed = item as StatementClosed ?? closed;
            if (item is Finding finding) Assert.True(finding.Rule == "reference-unchecked", finding.ToString());
            if (item is StatementLine && ++lines % Math.Max(1, count / 20) == 0) mostBytes = Math.Max(mostBytes, GC.GetTotalMemory(forceFullCollection: true));
        }
        Assert.Equal(count, lines);
        Assert.True(closed?.Ties);
        Assert.InRange(mostBytes - beforeBytes, 0, HeapGrowthMax);
    }

    [Fact]
    public async Task A_value_that_never_ends_is_not_kept()
    {
        var (head, tail) = (Given.Camt[..(Given.Camt.IndexOf("rent", StringComparison.Ordinal))], Given.Camt[Given.Camt.IndexOf("rent", StringComparison.Ordinal)..]);
        var beforeBytes = GC.GetTotalMemory(forceFullCollection: true);
        var mostBytes = 0L;
        using var file = new GeneratedStream(20_000, head, _ => new string('x', 1_000), tail);
        file.AtEnd = () => mostBytes = GC.GetTotalMemory(forceFullCollection: true);
        var items = await Given.ReadAsync(file);
        Assert.Contains(items.Findings(), finding => finding is { Rule: "camt-value", Severity: FindingSeverity.LineRejected });
        Assert.Equal(["B-2"], items.Lines().Select(line => line.BankReference));
        Assert.InRange(mostBytes - beforeBytes, long.MinValue, 8L << 20);
    }

    [Fact]
    public async Task A_line_that_never_ends_is_not_kept()
    {
        using var file = new GeneratedStream(20_000, Given.Mt940[..Given.Mt940.IndexOf("monthly", StringComparison.Ordinal)], _ => new string('x', 1_000), "\n:62F:C261111CNY1250,50\n-\n");
        var beforeBytes = GC.GetTotalMemory(forceFullCollection: true);
        var mostBytes = 0L;
        file.AtEnd = () => mostBytes = GC.GetTotalMemory(forceFullCollection: true);
        var items = await Given.ReadAsync(file);
        Assert.Contains(items.Findings(), finding => finding.Rule == "text-line-too-long");
        Assert.InRange(mostBytes - beforeBytes, long.MinValue, 8L << 20);
    }

    // Every line is one cent in, so the closing balance is known beforehand.
    private static (Func<int, string> Head, Func<int, string> Line, Func<int, string> Tail) Parts(StatementFormat format)
    {
        switch (format)
        {
            case StatementFormat.Mt940:
                return (_ => ":20:S\n:25:1\n:28C:1/1\n:60F:C261110CNY0,\n",
                    number => $":61:2611111111C0,01NTRF{number:D9}//B{number:D9}\n:86:166?00CREDIT?20EREF+E{number:D9}?32Wang\n",
                    count => $":62F:C261111CNY{Money(count, ',')}\n-\n");
            case StatementFormat.Csv:
                return (count => $"statement-columns,account,currency,number,opening,opening_date,closing,closing_date\nstatement,1,CNY,1,0,2026-11-10,{Money(count, '.')},2026-11-11\n" +
                        "line-columns,booked,amount,direction,bank_reference,counterparty_name\n",
                    number => $"line,2026-11-11,0.01,CRDT,B{number:D9},\"Wang, Xiaoming\"\n", _ => "");
            default:
                var entryFrom = Given.Camt.IndexOf("<Ntry>", StringComparison.Ordinal);
                var entryTo = Given.Camt.IndexOf("</Ntry>", StringComparison.Ordinal) + "</Ntry>\n".Length;
                var entry = Given.Camt[entryFrom..entryTo].Replace("300.00", "0.01", StringComparison.Ordinal);
                var summaryFrom = Given.Camt.IndexOf("<TxsSummry>", StringComparison.Ordinal);
                return (count => Given.Camt[..summaryFrom].With("1000.00", "0").With("1250.50", Money(count, '.')),
                    number => entry.Replace("B-1", $"B{number:D9}", StringComparison.Ordinal),
                    _ => "</Stmt></BkToCstmrStmt></Document>");
        }
    }

    private static string Money(int count, char mark) => $"{(count / 100).ToString(CultureInfo.InvariantCulture)}{mark}{count % 100:D2}";

    /// <summary>A file that is made while it is read.</summary>
    private sealed class GeneratedStream(int count, string head, Func<int, string> line, string tail) : Stream
    {
        private byte[] piece = Encoding.UTF8.GetBytes(head);
        private int from;
        private int next;

        /// <summary>Called when the last piece is asked for.</summary>
        public Action? AtEnd { get; set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var total = 0;
            while (total < buffer.Length)
            {
                if (from == piece.Length && !MakeNext()) break;
                var size = Math.Min(buffer.Length - total, piece.Length - from);
                piece.AsSpan(from, size).CopyTo(buffer.Span[total..]);
                (from, total) = (from + size, total + size);
            }
            return ValueTask.FromResult(total);
        }

        private bool MakeNext()
        {
            if (next > count) return false;
            if (next == count) AtEnd?.Invoke();
            piece = Encoding.UTF8.GetBytes(next == count ? tail : line(next));
            from = 0;
            next++;
            return piece.Length > 0 || MakeNext();
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int size) => throw new NotSupportedException();

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int size) => throw new NotSupportedException();
    }
}
