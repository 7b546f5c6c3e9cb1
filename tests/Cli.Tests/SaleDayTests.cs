namespace Granary.Cli.Tests;

public sealed class SaleDayTests
{
    [Fact]
    public async Task An_honest_server_passes_and_every_kind_of_operation_was_tried()
    {
        await using var server = await ScriptedLedger.StartAsync();
        var run = await CommandRun.OfSaleDayAsync(server.Url, "--payments", "3000", "--replays", "200");

        Assert.True(run.ExitCode == ExitCode.Fine, run.Output + run.Error);
        Assert.Equal(3000, (int)run.Json["requests"]!);
        Assert.True((int)run.Json["replays"]! > 300);
        string[] operations =
        [
            "batch", "capture", "confirmation", "deposit", "hold", "payment", "refund", "release", "transfer", "withdrawal", "withdrawal-confirm",
            "withdrawal-refuse",
        ];
        Assert.Equal(operations, run.Json["acceptedByOperation"]!.AsObject().Select(pair => pair.Key));
    }

    [Fact]
    public async Task A_server_that_lies_about_one_balance_by_one_minor_unit_is_found_out()
    {
        await using var server = await ScriptedLedger.StartAsync();
        server.Lie = ("users/7", 1);
        var run = await CommandRun.OfSaleDayAsync(server.Url);

        Assert.Equal(ExitCode.MoneyDoesNotAddUp, run.ExitCode);
        Assert.Equal(1, (int)run.Json["balancesWrong"]!);
        Assert.Contains("/v1/users/7 cash", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_whose_answer_was_lost_is_asked_again_until_it_is_known_and_counted_once()
    {
        await using var server = await ScriptedLedger.StartAsync();
        server.LoseEveryNthAnswer = 37;
        server.RefuseEveryNthRequest = 53;
        var run = await CommandRun.OfSaleDayAsync(server.Url);

        Assert.True(run.ExitCode == ExitCode.Fine, run.Output + run.Error);
        Assert.True(server.LostCount > 10);
        Assert.True((int)run.Json["repeats"]! >= server.LostCount);
        Assert.Equal(0, (int)run.Json["unknown"]!);
    }

    [Fact]
    public async Task A_batch_with_an_item_whose_outcome_is_open_is_asked_again_as_a_whole()
    {
        await using var server = await ScriptedLedger.StartAsync();
        server.RefuseEveryNthItem = 100;
        var run = await CommandRun.OfSaleDayAsync(server.Url, "--payments", "2000", "--replays", "0");

        Assert.True(run.ExitCode == ExitCode.Fine, run.Output + run.Error);
        Assert.True((int)run.Json["repeats"]! > 0);
    }

    [Fact]
    public async Task A_server_that_carries_a_replay_out_again_is_found_out()
    {
        await using var server = await ScriptedLedger.StartAsync();
        server.ForgetsKeys = true;
        var run = await CommandRun.OfSaleDayAsync(server.Url, "--replays", "100");

        Assert.Equal(ExitCode.MoneyDoesNotAddUp, run.ExitCode);
        Assert.True((int)run.Json["wrongReplays"]! > 0);
        Assert.True((int)run.Json["balancesWrong"]! > 0);
    }

    [Fact]
    public async Task A_server_that_breaks_on_a_request_ends_the_day_with_four_and_does_not_hold_it_up()
    {
        await using var server = await ScriptedLedger.StartAsync();
        server.BreaksOnTransfers = true;
        var run = await CommandRun.OfSaleDayAsync(server.Url, "--payments", "60");

        Assert.Equal(ExitCode.UnexpectedAnswers, run.ExitCode);
        Assert.True((int)run.Json["errors"]! > 0);
        Assert.True((int)run.Json["unknown"]! > 0);
        Assert.Equal(0, (int)run.Json["balancesWrong"]!);
    }

    [Fact]
    public async Task A_proof_in_which_the_banks_hold_another_sum_fails_the_day()
    {
        await using var server = await ScriptedLedger.StartAsync();
        server.CustodyOffByMinor = -1;
        var run = await CommandRun.OfSaleDayAsync(server.Url);

        Assert.Equal(ExitCode.MoneyDoesNotAddUp, run.ExitCode);
        Assert.Equal(0, (int)run.Json["balancesWrong"]!);
    }

    [Fact]
    public async Task A_spike_sends_as_many_requests_as_its_shape_has()
    {
        await using var server = await ScriptedLedger.StartAsync();
        var run = await CommandRun.OfSaleDayAsync(server.Url, "--peak", "500", "--seconds", "2");

        Assert.Equal(ExitCode.Fine, run.ExitCode);
        Assert.Equal(new Load.SpikeShape(500, TimeSpan.FromSeconds(2)).RequestCount, (int)run.Json["requests"]!);
    }

    [Fact]
    public async Task The_report_for_people_says_that_the_money_adds_up()
    {
        await using var server = await ScriptedLedger.StartAsync();
        var run = await CommandRun.OfAsync(
            "saleday", "--url", server.Url, "--key", "sandbox=s", "--key", "bank=b", "--key", "operator=o",
            "--users", "5", "--merchants", "2", "--payments", "50");

        Assert.Equal(ExitCode.Fine, run.ExitCode);
        Assert.Contains("the money adds up", run.Output, StringComparison.Ordinal);
    }
}
