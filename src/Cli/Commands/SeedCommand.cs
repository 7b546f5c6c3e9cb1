using System.CommandLine;
using System.Text.Json.Nodes;
using Granary.Cli.Http;
using Granary.Cli.SaleDay;

namespace Granary.Cli.Commands;

/// <summary><c>granary seed</c>: users with money and merchants without, to try things out on.</summary>
public sealed class SeedCommand(Surroundings around)
{
    private const int OwnersMax = 10_000_000;
    private readonly ServerOptions server = new();
    private readonly Option<int> users = ServerOptions.Count("--users", 1_000, min: 1, OwnersMax, "How many users to open");
    private readonly Option<int> merchants = ServerOptions.Count("--merchants", 100, min: 1, OwnersMax, "How many merchants to open");

    private readonly Option<long> first = new("--first")
    {
        Description = "The number of the first user and merchant",
        DefaultValueFactory = _ => 1_000_001,
    };

    private readonly Option<long> deposit = new("--deposit")
    {
        Description = "Minor units of CNY that every user gets; 0 for none",
        DefaultValueFactory = _ => 1_000_000,
    };

    private readonly Option<string> custodian = new("--custodian")
    {
        Description = "The bank that reports the deposits",
        DefaultValueFactory = _ => "icbc",
    };

    private readonly Option<int> connections = ServerOptions.Count("--connections", 64, min: 1, 4_096, "How many requests at a time");

    private readonly Option<string?> run = new("--run")
    {
        Description = "Begins every idempotency key: a repeated run deposits nothing twice (default: from the time)",
    };

    public Command Build()
    {
        var command = new Command("seed", "Opens users and merchants and reports a deposit for every user.");
        server.AddTo(command);
        foreach (Option option in new Option[] { users, merchants, first, deposit, custodian, connections, run }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) => (int)await RunAsync(parsed));
        return command;
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed)
    {
        var (keys, problem) = around.FindKeys(parsed.GetValue(server.Key)!);
        if (keys is null) return around.Fail(ExitCode.Usage, problem!);
        var url = parsed.GetValue(server.Url)!;
        var market = new Market(parsed.GetValue(users), parsed.GetValue(merchants), parsed.GetValue(first), parsed.GetValue(custodian)!);
        return await around.ReachAsync(url, async () =>
        {
            using var crowd = await Crowd.GatherAsync(url, parsed.GetValue(connections), patience: TimeSpan.FromSeconds(30), around.Time);
            var startedAt = around.Time.GetTimestamp();
            var opening = new Opening(crowd, market, keys, parsed.GetValue(run) ?? around.NewRunId());
            if (await opening.RunAsync(parsed.GetValue(deposit), shadow: null) is { } wrong) return around.Fail(wrong.ExitCode, wrong.ToString());
            await TellAsync(parsed, market, around.Time.GetElapsedTime(startedAt));
            return ExitCode.Fine;
        });
    }

    private Task TellAsync(ParseResult parsed, Market market, TimeSpan took)
    {
        var seconds = Math.Round(took.TotalSeconds, 3);
        if (parsed.GetValue(server.Json))
        {
            var json = new JsonObject { ["users"] = market.UserCount, ["merchants"] = market.MerchantCount, ["seconds"] = seconds };
            return around.Output.WriteLineAsync(json.ToJsonString());
        }
        return parsed.GetValue(server.Quiet)
            ? Task.CompletedTask
            : around.Output.WriteLineAsync(FormattableString.Invariant(
                $"opened {market.UserCount:N0} users and {market.MerchantCount:N0} merchants in {seconds:N1} s"));
    }
}
