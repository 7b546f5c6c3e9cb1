using System.CommandLine;
using Granary.Cli.SaleDay;

namespace Granary.Cli.Commands;

/// <summary><c>granary saleday</c>: the traffic of a sale's midnight, and the audit after it.</summary>
public sealed class SaleDayCommand(Surroundings around)
{
    private const int OwnersMax = 1_000_000;
    private readonly ServerOptions server = new();
    private readonly Option<int> users = ServerOptions.Count("--users", 1_000, min: 2, OwnersMax, "How many users shop");

    private readonly Option<int> merchants = ServerOptions.Count(
        "--merchants", 100, min: 1, OwnersMax, "How many merchants sell; a few sell most (Zipf)");

    private readonly Option<long> first = new("--first")
    {
        Description = "The number of the first user and merchant",
        DefaultValueFactory = _ => 1_000_001,
    };

    private readonly Option<string> custodian = new("--custodian")
    {
        Description = "The bank that the money lies at",
        DefaultValueFactory = _ => "icbc",
    };

    private readonly Option<int> payments = ServerOptions.Count(
        "--payments", 0, min: 0, int.MaxValue, "Stop after so many requests, most of them payments; 0: --seconds decides");

    private readonly Option<int> seconds = ServerOptions.Count("--seconds", 10, min: 1, 86_400, "How long the day lasts");
    private readonly Option<int> connections = ServerOptions.Count(
        "--connections", 64, min: 1, 4_096, "How many customers at a time, each with its own connection");

    private readonly Option<int> peak = ServerOptions.Count(
        "--peak", 0, min: 0, 1_000_000,
        "Requests per second at midnight: the rate rises to it, holds and decays over --seconds, whether or not answers come. " +
        "0: each customer goes on as soon as it is answered");

    private readonly Option<int> replays = ServerOptions.Count(
        "--replays", 20, min: 0, 1_000, "How many of 1,000 answered requests are sent again with the same key");

    private readonly Option<int> seed = ServerOptions.Count(
        "--seed", 1, int.MinValue, int.MaxValue, "The same seed makes the same customers choose the same");

    private readonly Option<string?> run = new("--run") { Description = "Begins every idempotency key (default: from the time)" };

    private readonly Option<int> patience = ServerOptions.Count(
        "--patience", 60, min: 1, 86_400, "For how many seconds a request whose outcome is open is asked again");

    public Command Build()
    {
        var command = new Command(
            "saleday",
            "Drives the API with sale-day traffic and checks afterwards that every acknowledged minor unit is where it belongs. " +
            "Needs the owners for itself while it runs.");
        server.AddTo(command);
        Option[] own = [users, merchants, first, custodian, payments, seconds, connections, peak, replays, seed, run, patience];
        foreach (var option in own) command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) => (int)await RunAsync(parsed));
        return command;
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed)
    {
        var (keys, problem) = around.FindKeys(parsed.GetValue(server.Key)!);
        if (keys is null) return around.Fail(ExitCode.Usage, problem!);
        var plan = PlanOf(parsed);
        return await around.ReachAsync(plan.Server, () => LiveThroughAsync(plan, keys, parsed.GetValue(server.Json), parsed.GetValue(server.Quiet)));
    }

    private async Task<ExitCode> LiveThroughAsync(SaleDayPlan plan, ApiKeys keys, bool isJson, bool isQuiet)
    {
        var view = isQuiet || isJson ? null : new DayView(around.Terminal);
        using var day = await Day.PrepareAsync(plan, keys, around.Time);
        var opening = day.OpenAsync();
        if (view is not null) await view.WatchOpeningAsync(day, opening);
        if (await opening is { } wrong) return around.Fail(wrong.ExitCode, wrong.ToString());
        var trading = day.TradeAsync();
        if (view is not null) await view.WatchTradingAsync(day, trading);
        await trading;
        var report = await day.CloseAsync(day.Pace.Elapsed);
        if (isJson) await around.Output.WriteLineAsync(report.ToJson().ToJsonString());
        else report.Print(around.Terminal);
        return report.ExitCode;
    }

    private SaleDayPlan PlanOf(ParseResult parsed) => new(
        parsed.GetValue(server.Url)!,
        parsed.GetValue(users),
        parsed.GetValue(merchants),
        parsed.GetValue(first),
        parsed.GetValue(custodian)!,
        DepositMinor: 1_000_000,
        parsed.GetValue(connections),
        parsed.GetValue(peak),
        parsed.GetValue(payments) is > 0 and var count ? count : null,
        TimeSpan.FromSeconds(parsed.GetValue(seconds)),
        parsed.GetValue(replays),
        parsed.GetValue(seed),
        parsed.GetValue(run) ?? around.NewRunId(),
        TimeSpan.FromSeconds(parsed.GetValue(patience)));
}
