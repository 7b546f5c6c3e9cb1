using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Granary.Cli.SaleDay;

/// <summary>What a sale day came to.</summary>
/// <param name="RepeatCount">Requests sent again because their outcome was open.</param>
/// <param name="Proof">Null when the server did not give one.</param>
public sealed record Report(
    SaleDayPlan Plan, Tally Tally, TimeSpan Traded, long RepeatCount, long AcknowledgedMinor, Audit Audit, ProofReading? Proof)
{
    public ExitCode ExitCode =>
        Audit.DifferenceCount > 0 || Tally.WrongReplayCount > 0 || Proof is { IsSound: false } ? ExitCode.MoneyDoesNotAddUp :
        Tally.ErrorCount > 0 || Tally.UnknownCount > 0 || Proof is null ? ExitCode.UnexpectedAnswers : ExitCode.Fine;

    private double PerSecond => Tally.Latencies.Count / Math.Max(Traded.TotalSeconds, 0.001);

    public JsonObject ToJson() => new()
    {
        ["ok"] = ExitCode == ExitCode.Fine,
        ["exitCode"] = (int)ExitCode,
        ["requests"] = Tally.Latencies.Count,
        ["accepted"] = Tally.AcceptedByOperation.Values.Sum(),
        ["refused"] = Tally.RefusedByCode.Values.Sum(),
        ["errors"] = Tally.ErrorCount,
        ["unknown"] = Tally.UnknownCount,
        ["repeats"] = RepeatCount,
        ["replays"] = Tally.ReplayCount,
        ["wrongReplays"] = Tally.WrongReplayCount,
        ["seconds"] = Math.Round(Traded.TotalSeconds, 3),
        ["perSecond"] = Math.Round(PerSecond, 1),
        ["p50Ms"] = Tally.Latencies.PercentileMs(500),
        ["p99Ms"] = Tally.Latencies.PercentileMs(990),
        ["maxMs"] = Tally.Latencies.MaxMicros / 1000.0,
        ["acknowledgedMinor"] = AcknowledgedMinor,
        ["balancesCompared"] = Audit.ComparedCount,
        ["balancesWrong"] = Audit.DifferenceCount,
        ["sumsMinor"] = Proof is null ? null : Sums(Proof),
        ["customerLiabilitiesMinor"] = Proof is null ? null : JsonNode.Parse(Proof.CustomerLiabilitiesMinor),
        ["custodyMinor"] = Proof is null ? null : JsonNode.Parse(Proof.CustodyMinor),
        ["acceptedByOperation"] = Counts(Tally.AcceptedByOperation),
        ["refusedByCode"] = Counts(Tally.RefusedByCode),
        ["findings"] = new JsonArray([.. Findings().Select(finding => JsonValue.Create(finding))]),
        ["seed"] = Plan.Seed,
        ["run"] = Plan.RunId,
    };

    public void Print(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns("", "");
        table.AddRow("requests", Invariant($"{Tally.Latencies.Count:N0} in {Traded.TotalSeconds:N1} s = {PerSecond:N0}/s"));
        table.AddRow("latency", Invariant(
            $"p50 {Tally.Latencies.PercentileMs(500):N1} ms, p99 {Tally.Latencies.PercentileMs(990):N1} ms, max {Tally.Latencies.MaxMicros / 1000.0:N1} ms"));
        table.AddRow("accepted", Listed(Tally.AcceptedByOperation));
        table.AddRow("refused", Listed(Tally.RefusedByCode));
        table.AddRow("asked twice", Invariant(
            $"{Tally.ReplayCount:N0} with a known answer ({Tally.WrongReplayCount:N0} wrong), {RepeatCount:N0} with an open one"));
        table.AddRow("errors", Invariant($"{Tally.ErrorCount:N0}, still unknown {Tally.UnknownCount:N0}"));
        table.AddRow("acknowledged", Invariant(
            $"{AcknowledgedMinor:N0} minor units; {Audit.ComparedCount:N0} balances compared, {Audit.DifferenceCount:N0} differ"));
        table.AddRow("proof", Proof is null
            ? "none"
            : $"sums {Proof.SumsText}; liabilities {Proof.CustomerLiabilitiesMinor}, custody {Proof.CustodyMinor}");
        console.Write(table);
        foreach (var finding in Findings()) console.MarkupLineInterpolated($"[red]{finding}[/]");
        console.MarkupLine(ExitCode == ExitCode.Fine ? "[green]the money adds up[/]" : $"[red]{ExitCode}[/]");
    }

    private IEnumerable<string> Findings() => Audit.Differences.Concat(Tally.Samples);

    private static JsonObject Sums(ProofReading proof) =>
        new(proof.SumsMinor.Select(sum => KeyValuePair.Create(sum.Key, JsonNode.Parse(sum.Value.ToString(CultureInfo.InvariantCulture)))));

    private static JsonObject Counts(IEnumerable<KeyValuePair<string, long>> counts) =>
        new(counts.Select(count => KeyValuePair.Create<string, JsonNode?>(count.Key, count.Value)));

    private static string Listed(SortedDictionary<string, long> counts) =>
        counts.Count == 0 ? "none" : string.Join(", ", counts.Select(count => Invariant($"{count.Key} {count.Value:N0}")));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
