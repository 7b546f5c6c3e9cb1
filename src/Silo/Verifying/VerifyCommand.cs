using System.Globalization;
using System.Text.Json;
using Granary.Journal.Audit;

namespace Granary.Silo.Verifying;

/// <summary>
/// <c>granary verify</c>: replays the whole journal and says where a rule does not hold. Reads only; the host may be running. Exit codes:
/// 0 every rule holds, 1 a rule does not, 2 the arguments are wrong, 3 the journal cannot be read.
/// </summary>
internal static class VerifyCommand
{
    private const int FindingsPrintedMax = 1_000;

    private const string Usage = """
        usage: granary verify [--data DIR | --postgres CONNECTION-STRING] [--json] [--quiet]
          --json    one JSON object instead of lines
          --quiet   nothing but findings
        exit codes: 0 every rule holds, 1 a rule does not, 2 usage, 3 the journal cannot be read
        """;

    internal static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        if (arguments.Contains("--help"))
        {
            await output.WriteLineAsync(Usage);
            return 0;
        }
        var options = new SiloOptions();
        List<string> given = [.. arguments.Where(argument => argument is not ("--json" or "--quiet"))];
        if (Argument.Read(given, SiloArguments.OfJournal(options), Environment.GetEnvironmentVariable) is { } problem)
        {
            await errors.WriteLineAsync($"{problem}\n{Usage}");
            return 2;
        }
        if (options.Postgres is null && !File.Exists(JournalHosting.EmbeddedFileOf(options)))
        {
            await errors.WriteLineAsync($"there is no journal at {JournalHosting.EmbeddedFileOf(options)}");
            return 3;
        }
        try
        {
            var report = await AuditAsync(options);
            if (arguments.Contains("--json")) WriteJson(report);
            else await WriteLinesAsync(report, JournalHosting.PlaceOf(options), arguments.Contains("--quiet"), output);
            return report.FindingCount == 0 ? 0 : 1;
        }
        catch (Exception unreadable) when (unreadable is not OutOfMemoryException)
        {
            await errors.WriteLineAsync($"the journal cannot be read: {unreadable.Message}");
            return 3;
        }
    }

    private static async Task<VerifyReport> AuditAsync(SiloOptions options)
    {
        await using var store = JournalHosting.StoreOf(options);
        await store.OpenAsync(CancellationToken.None);
        var audit = new JournalAudit(store, StateFolds.Of);
        var findings = new List<AuditFinding>();
        var count = 0L;
        await foreach (var finding in audit.FindingsAsync())
        {
            count++;
            if (findings.Count < FindingsPrintedMax) findings.Add(finding);
        }
        return new VerifyReport(audit.EntryCount, audit.SnapshotCount, count, findings);
    }

    private static async Task WriteLinesAsync(VerifyReport report, string place, bool isQuiet, TextWriter output)
    {
        foreach (var finding in report.Findings) await output.WriteLineAsync(finding.ToString());
        if (report.FindingCount > report.Findings.Count) await output.WriteLineAsync($"and {report.FindingCount - report.Findings.Count} more");
        if (isQuiet) return;
        var verdict = report.FindingCount == 0 ? "every rule holds" : $"{report.FindingCount} findings";
        // With the place, so that nobody thinks that one journal was verified when it was another.
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{place}: {report.EntryCount} entries, {report.SnapshotCount} snapshots: {verdict}"));
    }

    private static void WriteJson(VerifyReport report)
    {
        using var writer = new Utf8JsonWriter(Console.OpenStandardOutput());
        writer.WriteStartObject();
        writer.WriteNumber("entries", report.EntryCount);
        writer.WriteNumber("snapshots", report.SnapshotCount);
        writer.WriteNumber("findingCount", report.FindingCount);
        writer.WriteStartArray("findings");
        foreach (var finding in report.Findings)
        {
            writer.WriteStartObject();
            writer.WriteString("rule", finding.Rule.ToString());
            if (finding.Partition is { } partition) writer.WriteNumber("partition", partition);
            if (finding.Position is { } position) writer.WriteNumber("position", position);
            if (finding.OwnerText is { } owner) writer.WriteString("owner", owner);
            writer.WriteString("what", finding.What);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        Console.WriteLine();
    }

    /// <param name="Findings">The first of them.</param>
    private sealed record VerifyReport(long EntryCount, long SnapshotCount, long FindingCount, IReadOnlyList<AuditFinding> Findings);
}
