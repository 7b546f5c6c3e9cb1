namespace Granary.Cli.Tests;

public sealed class CommandLineTests
{
    private static readonly string[] Keys = ["--key", "sandbox=s", "--key", "bank=b", "--key", "operator=o"];

    [Theory]
    [InlineData]
    [InlineData("dance")]
    [InlineData("saleday", "--users", "many")]
    [InlineData("saleday", "--users", "1")]
    [InlineData("saleday", "--connections", "0")]
    [InlineData("saleday", "--url", "ftp://127.0.0.1")]
    [InlineData("saleday", "--unheard-of")]
    [InlineData("saleday", "--key", "cook=x")]
    [InlineData("saleday", "--key", "sandbox=only")]
    [InlineData("seed", "--users", "-1")]
    [InlineData("trace")]
    [InlineData("trace", "some-order")]
    public async Task A_command_line_that_makes_no_sense_ends_with_two_and_says_why(params string[] arguments)
    {
        var run = await CommandRun.OfAsync(arguments);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    [Theory]
    [InlineData("saleday")]
    [InlineData("seed")]
    [InlineData("trace", "some-order")]
    public async Task A_server_that_is_not_there_ends_with_three_at_once(params string[] arguments)
    {
        // Port 1 of the loopback: nobody listens there.
        var run = await CommandRun.OfAsync([.. arguments, "--url", "http://127.0.0.1:1", .. Keys]);
        Assert.Equal(ExitCode.ServerUnreachable, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public async Task Help_documents_the_exit_codes()
    {
        var run = await CommandRun.OfAsync("--help");
        Assert.Equal(ExitCode.Fine, run.ExitCode);
        foreach (var code in Enum.GetValues<ExitCode>()) Assert.Contains($"{(int)code} ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_opens_everybody_and_pays_in()
    {
        await using var server = await ScriptedLedger.StartAsync();
        var run = await CommandRun.OfAsync(["seed", "--url", server.Url, "--users", "30", "--merchants", "4", "--deposit", "700", "--json", .. Keys]);

        Assert.Equal(ExitCode.Fine, run.ExitCode);
        Assert.Equal(30, (int)run.Json["users"]!);
        Assert.Equal(30 * 700, server.OwedMinor());
    }

    [Fact]
    public void The_numbers_of_the_exit_codes_never_change() => Assert.Equal(
        ["Fine 0", "MoneyDoesNotAddUp 1", "Usage 2", "ServerUnreachable 3", "UnexpectedAnswers 4", "NotFound 5"],
        Enum.GetValues<ExitCode>().Select(code => $"{code} {(int)code}"));
}
