using System.Text;

namespace Granary.Statements.Tests;

public sealed class Encodings
{
    private static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding("GBK")!;

    public static TheoryData<StatementFormat> Formats => CleanStatements.Formats;

    [Theory, MemberData(nameof(Formats))]
    public async Task A_file_in_GBK_that_does_not_say_so_loses_the_lines_with_Chinese_and_keeps_the_others(StatementFormat format)
    {
        var text = CleanStatements.TextOf(format).Replace("Wang Xiaoming", "王小明", StringComparison.Ordinal);
        var items = await Given.ReadAsync(Gbk.GetBytes(text));
        var finding = Assert.Single(items.Findings(), finding => finding.Rule == "encoding-broken");
        Assert.Equal(FindingSeverity.LineRejected, finding.Severity);
        Assert.Contains("GBK", finding.Found, StringComparison.Ordinal);
        Assert.Equal(["B-2"], items.Lines().Select(line => line.BankReference));
    }

    [Fact]
    public async Task A_file_in_GBK_that_says_so_is_rejected_whole()
    {
        var items = await Given.ReadAsync(Gbk.GetBytes(Given.Camt.With("UTF-8", "GBK")));
        Assert.Contains(items.Findings(), finding => finding is { Rule: "encoding-not-utf8", Severity: FindingSeverity.StatementRejected });
        Assert.Equal(["B-2"], items.Lines().Select(line => line.BankReference));
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task A_broken_byte_is_reported_with_its_offset(StatementFormat format)
    {
        var bytes = Encoding.UTF8.GetBytes(CleanStatements.TextOf(format).Replace("Wang Xiaoming", "王小明", StringComparison.Ordinal));
        var offset = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("小")) + 1;
        bytes[offset] = (byte)'x';
        var finding = Assert.Single((await Given.ReadAsync(bytes)).Findings(), finding => finding.Rule == "encoding-broken");
        // The character begins one byte before the byte that breaks it.
        Assert.Contains($"offset {offset - 1}", finding.Found, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task A_byte_order_mark_changes_nothing(StatementFormat format)
    {
        var plain = await Given.ReadAsync(CleanStatements.TextOf(format));
        Assert.Equal(plain.Lines(), (await Given.ReadAsync("\uFEFF" + CleanStatements.TextOf(format))).Lines());
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task Line_ends_of_other_systems_change_nothing(StatementFormat format)
    {
        var plain = await Given.ReadAsync(CleanStatements.TextOf(format));
        foreach (var lineEnd in new[] { "\r\n", "\r" })
        {
            var items = await Given.ReadAsync(CleanStatements.TextOf(format).Replace("\n", lineEnd, StringComparison.Ordinal));
            Assert.True(items.Findings().Count == 0, items.Findings().Describe());
            Assert.Equal(plain.Lines(), items.Lines());
        }
    }

    [Fact]
    public async Task UTF_16_is_told_what_it_is()
    {
        var bytes = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Given.Camt)).ToArray();
        Assert.Equal("encoding-not-utf8", Assert.Single(await Given.ReadAsync(bytes) as IEnumerable<StatementItem>, item => item is Finding) is Finding finding ? finding.Rule : "");
    }

    [Fact]
    public async Task A_file_that_is_nowhere_UTF_8_ends_after_so_many_broken_places()
    {
        var options = Given.Options with { Limits = new StatementLimits { BrokenPlacesMax = 100 } };
        var items = await Given.ReadAsync(Gbk.GetBytes(Given.Csv + string.Concat(Enumerable.Repeat("line,2026-11-11,,0.00,CRDT,,,,,,,,王小明,,\n", 500))), options);
        Assert.Equal("encoding-not-utf8", items.Findings()[^1].Rule);
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task Characters_cut_in_two_by_any_read_are_whole_again(StatementFormat format)
    {
        // Longer than what is looked at to recognise the format, which is read at once.
        var text = CleanStatements.TextOf(format).Replace("Wang Xiaoming", "王小明", StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(format == StatementFormat.Camt053V04
            ? text.With("<Stmt>", new string('\n', 5_000) + "<Stmt>")
            : string.Concat(Enumerable.Repeat(text + "\n", 20)));
        var whole = await Given.ReadAsync(bytes);
        Assert.Contains(whole.Lines(), line => line.CounterpartyName == "王小明");
        foreach (var sizeMax in new[] { 1, 2, 3, 7 })
        {
            using var drops = new DroppingStream(bytes, sizeMax);
            Assert.Equal(whole.Where(item => item is not StatementClosed), (await Given.ReadAsync(drops)).Where(item => item is not StatementClosed));
        }
    }

    [Fact]
    public async Task A_file_beyond_its_length_is_reported_and_not_read_further()
    {
        var options = Given.Options with { Limits = new StatementLimits { FileBytesMax = 100 } };
        Assert.Equal("file-too-large", Assert.Single((await Given.ReadAsync(Given.Mt940, options)).Findings()).Rule);
    }

    /// <summary>Gives a few bytes at a time, as a network does.</summary>
    private sealed class DroppingStream(byte[] bytes, int sizeMax) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, sizeMax)], cancellationToken);
    }
}
