using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Granary.Cli.Http;
using Spectre.Console;

namespace Granary.Cli.Commands;

/// <summary><c>granary trace</c>: everything that the journal says about one payment, order, bank reference or command.</summary>
public sealed class TraceCommand(Surroundings around)
{
    private readonly ServerOptions server = new();
    private readonly Argument<string> id = new("id") { Description = "A payment, hold, withdrawal or command id, an order, or a bank's reference" };

    public Command Build()
    {
        var command = new Command("trace", "Shows everything that the journal says about one thing, oldest first.");
        command.Arguments.Add(id);
        server.AddTo(command);
        command.SetAction(async (parsed, cancellation) => (int)await RunAsync(parsed));
        return command;
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed)
    {
        var key = FindReadKey(parsed.GetValue(server.Key)!);
        if (key is null) return around.Fail(ExitCode.Usage, "no key: give --key operator=SECRET or set GRANARY_KEY_OPERATOR (./run prints it)");
        var url = parsed.GetValue(server.Url)!;
        return await around.ReachAsync(url, () => TraceAsync(url, key, parsed.GetValue(id)!, parsed.GetValue(server.Json)));
    }

    private async Task<ExitCode> TraceAsync(Uri url, string key, string what, bool isJson)
    {
        using var crowd = await Crowd.GatherAsync(url, size: 1, patience: TimeSpan.FromSeconds(5), around.Time);
        var caller = crowd.Callers[0];
        var path = $"/v1/trace/{Uri.EscapeDataString(what)}";
        caller.Writer.Begin().Get(path, key);
        var answer = await caller.SendAsync();
        if (answer.Status == 404) return around.Fail(ExitCode.NotFound, $"nothing is known about {what}");
        if (!answer.IsAccepted)
        {
            var wrong = new SaleDay.Answered($"GET {path}", answer.Status, AnswerJson.Code(answer.Body));
            return around.Fail(wrong.ExitCode, wrong.ToString());
        }
        if (isJson) await around.Output.WriteLineAsync(Encoding.UTF8.GetString(answer.Body.Span));
        else Print(answer.Body);
        return ExitCode.Fine;
    }

    // The sandbox's key reads too, and is the one that somebody trying things out has at hand.
    private string? FindReadKey(string[] options) => new[] { "operator", "auditor", "sandbox" }
        .Select(role => options.FirstOrDefault(option => option.StartsWith(role + "=", StringComparison.Ordinal))?[(role.Length + 1)..]
            ?? around.Variable($"GRANARY_KEY_{role.ToUpperInvariant()}"))
        .FirstOrDefault(secret => !string.IsNullOrEmpty(secret));

    private void Print(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var table = new Table().Border(TableBorder.Rounded).AddColumns("time", "owner", "seq", "what", "debit", "credit", "amount");
        foreach (var entry in document.RootElement.GetProperty("entries").EnumerateArray())
        {
            var isFirst = true;
            foreach (var (debit, credit, amount) in Transfers(entry))
            {
                string[] entryCells = isFirst ? [Text(entry, "at"), Text(entry, "owner"), Text(entry, "sequence"), Text(entry, "kind")] : ["", "", "", ""];
                table.AddRow([.. entryCells, debit, credit, amount]);
                isFirst = false;
            }
        }
        around.Terminal.Write(table);
    }

    private static IEnumerable<(string Debit, string Credit, string Amount)> Transfers(JsonElement entry)
    {
        if (!entry.TryGetProperty("transfers", out var transfers) || transfers.GetArrayLength() == 0) return [("", "", "")];
        return transfers.EnumerateArray().Select(transfer =>
            (Text(transfer, "debit"), Text(transfer, "credit"), $"{Text(transfer, "amountMinor")} {Text(transfer, "currency")}"));
    }

    private static string Text(JsonElement element, string name) => !element.TryGetProperty(name, out var value) ? "" : value.ValueKind switch
    {
        JsonValueKind.Object => $"{Text(value, "owner")}/{Text(value, "pocket")}",
        JsonValueKind.Number => value.GetInt64().ToString(CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
