using System.Text;

namespace Granary.Statements.Tests;

/// <summary>Whatever bytes come, the reader answers with findings and never throws.</summary>
public sealed class DamagedFiles
{
    private const int FlipsPerFormat = 3_000;

    public static TheoryData<StatementFormat> Formats => CleanStatements.Formats;

    [Theory, MemberData(nameof(Formats))]
    public async Task A_file_cut_off_at_any_byte_keeps_what_was_read_and_says_that_it_is_cut(StatementFormat format)
    {
        var bytes = Encoding.UTF8.GetBytes(CleanStatements.TextOf(format));
        // What ends a file may be missing where nothing is lost by it: blank lines, a zero after the comma, the last mark of MT940 with the balances that are extra.
        var needed = format switch
        {
            StatementFormat.Mt940 => bytes.AsSpan().IndexOf("1250,50"u8) + 6,
            StatementFormat.Csv => bytes.AsSpan().LastIndexOf("FEE,,,"u8) + 6,
            _ => bytes.AsSpan().LastIndexOf("</Document>"u8) + 11,
        };
        var whole = await Given.ReadAsync(bytes);
        for (var length = 0; length < bytes.Length; length++)
        {
            var items = await Given.ReadAsync(bytes[..length]);
            if (length < needed) Assert.True(items.Findings().Count > 0, $"cut at {length} and silent");
            // Only XML marks where a value ends, so the last one before the cut may be shorter than it was.
            var kept = format == StatementFormat.Camt053V04 ? items.Lines() : items.Lines().SkipLast(1);
            Assert.Equal(whole.Lines().Take(kept.Count()), kept);
        }
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task Bytes_changed_by_chance_never_throw(StatementFormat format)
    {
        var bytes = Encoding.UTF8.GetBytes(CleanStatements.TextOf(format));
        for (var seed = 0; seed < FlipsPerFormat; seed++)
        {
            var chance = new Random(seed);
            var damaged = bytes.ToArray();
            for (var flips = 1 + chance.Next(8); flips > 0; flips--) damaged[chance.Next(damaged.Length)] = (byte)chance.Next(256);
            await NeverThrows(damaged, seed);
        }
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task Pieces_left_out_doubled_and_exchanged_by_chance_never_throw(StatementFormat format)
    {
        var bytes = Encoding.UTF8.GetBytes(CleanStatements.TextOf(format));
        for (var seed = 0; seed < FlipsPerFormat; seed++)
        {
            var chance = new Random(seed);
            var from = chance.Next(bytes.Length);
            var length = chance.Next(Math.Min(80, bytes.Length - from));
            var to = chance.Next(bytes.Length);
            byte[] damaged = chance.Next(3) switch
            {
                0 => [.. bytes[..from], .. bytes[(from + length)..]],
                1 => [.. bytes[..to], .. bytes[from..(from + length)], .. bytes[to..]],
                _ => [.. bytes[from..], .. bytes[..from]],
            };
            await NeverThrows(damaged, seed);
        }
    }

    [Fact]
    public async Task Noise_that_begins_like_a_format_never_throws()
    {
        string[] beginnings = ["<", "<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\">", ":20:", ":61:", "{1:", "statement-columns,", ""];
        for (var seed = 0; seed < FlipsPerFormat; seed++)
        {
            var chance = new Random(seed);
            var noise = new byte[chance.Next(400)];
            chance.NextBytes(noise);
            await NeverThrows([.. Encoding.UTF8.GetBytes(beginnings[seed % beginnings.Length]), .. noise], seed);
        }
    }

    [Fact]
    public async Task An_entity_bomb_is_refused_before_it_grows()
    {
        var bomb = new StringBuilder("<?xml version=\"1.0\"?>\n<!DOCTYPE Document [<!ENTITY a \"aaaaaaaaaa\">");
        for (var name = 'b'; name <= 'z'; name++) bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"<!ENTITY {name} \"{string.Concat(Enumerable.Repeat($"&{(char)(name - 1)};", 10))}\">");
        bomb.Append("]>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\">&z;</Document>");
        var items = await Given.ReadAsync(bomb.ToString());
        Assert.Equal("xml-dtd", Assert.IsType<Finding>(Assert.Single(items)).Rule);
    }

    [Fact]
    public async Task A_file_of_the_world_outside_is_never_fetched()
    {
        var items = await Given.ReadAsync("<!DOCTYPE Document SYSTEM \"file:///etc/hostname\"><Document/>");
        Assert.Equal("xml-dtd", Assert.IsType<Finding>(Assert.Single(items)).Rule);
    }

    private static async Task NeverThrows(byte[] bytes, int seed)
    {
        try
        {
            var items = await Given.ReadAsync(bytes);
            Assert.NotEmpty(items);
            // Who is opened and not closed was told why.
            if (items.OfType<StatementOpened>().Count() > items.OfType<StatementClosed>().Count()) Assert.NotEmpty(items.Findings());
        }
        catch (Exception any) when (any is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"seed {seed}: {any}");
        }
    }
}
