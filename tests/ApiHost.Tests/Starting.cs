using System.Diagnostics;
using Granary.Silo;

namespace Granary.ApiHost.Tests;

/// <summary>How the program is started, and what stays the same from one start to the next.</summary>
[Collection("api")]
public sealed class Starting(Api api)
{
    [Fact]
    public void The_arguments_have_defaults()
    {
        var (arguments, _) = HostArguments.Parse([], Nothing);
        Assert.Equal("http://127.0.0.1:5080", arguments!.Url);
        Assert.True(arguments.Silo.Sandbox);
        Assert.Equal("data", arguments.Silo.DataFolder);
    }

    [Theory]
    [InlineData("--urls"), InlineData("--urls", "ftp://x"), InlineData("--urls", "5080"), InlineData("--nonsense"), InlineData("--data")]
    public void A_wrong_argument_is_told_and_not_ignored(params string[] arguments)
    {
        var (parsed, problem) = HostArguments.Parse(arguments, Nothing);
        Assert.Null(parsed);
        Assert.Contains("usage", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_need_not_be_on_the_command_line_and_an_argument_wins_over_the_environment()
    {
        var variables = new Dictionary<string, string> { ["GRANARY_POSTGRES"] = "Host=db;Password=secret", ["GRANARY_HOST"] = "from-outside", ["GRANARY_SANDBOX"] = "false", ["GRANARY_SECRET"] = new string('0', 64) };
        var (arguments, _) = HostArguments.Parse(["--name", "api-1", "--idle-owner-minutes", "3"], variables.GetValueOrDefault);
        Assert.Equal("Host=db;Password=secret", arguments!.Silo.Postgres);
        Assert.Equal("api-1", arguments.Silo.Name);
        Assert.False(arguments.Silo.Sandbox);
        Assert.Equal(TimeSpan.FromMinutes(3), arguments.Silo.IdleOwnerAge);
    }

    [Theory]
    [InlineData("--client needs", "--client"), InlineData("--cluster", "--client", "--postgres", "x"), InlineData("--cluster is missing", "--silo-port", "1")]
    [InlineData("--cluster needs", "--cluster", "x"), InlineData("a port", "--silo-port", "70000"), InlineData("0 to 8", "--drain-grace", "9"), InlineData("2 to 1440", "--idle-owner-minutes", "1"), InlineData("letters", "--name", "a b")]
    [InlineData("GRANARY_SECRET is missing", "--postgres", "x", "--no-sandbox")]
    public void What_cannot_be_together_is_told_and_not_ignored(string problem, params string[] arguments)
    {
        var (parsed, said) = HostArguments.Parse(arguments, Nothing);
        Assert.Null(parsed);
        Assert.Contains(problem, said, StringComparison.Ordinal);
        Assert.Contains("usage", said, StringComparison.Ordinal);
    }

    private static string? Nothing(string variable) => null;

    [Fact]
    public async Task The_program_says_runtime_keys_and_ready_and_ends_when_told_with_the_same_keys_at_every_start()
    {
        var folder = Directory.CreateTempSubdirectory("granary-start-").FullName;
        List<string> starts = [];
        for (var start = 0; start < 2; start++)
        {
            using var program = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Granary.ApiHost.dll"), "--urls", "http://127.0.0.1:0", "--data", folder])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var lines = new List<string>();
            while (lines is not [.., ['r', 'e', 'a', 'd', 'y', ..]]) lines.Add(await program.StandardOutput.ReadLineAsync() ?? throw new EndOfStreamException(await program.StandardError.ReadToEndAsync()));
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Add("Authorization", $"Bearer {lines[1].Split(' ')[2]}");
            Assert.Equal(4, (await http.GetStringAsync($"{lines[^1].Split(' ')[1]}/v1/keys")).Split("\"id\"").Length - 1);
            Terminate(program);
            await program.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
            Assert.Equal(0, program.ExitCode);
            Assert.Equal("", await program.StandardError.ReadToEndAsync());
            Assert.Equal($"runtime {ActorRuntime.Name}", lines[0]);
            Assert.Equal(["operator", "auditor", "bank", "sandbox"], lines[1..^1].Select(line => line.Split(' ')[1]));
            starts.Add(string.Join('\n', lines[..^1]));
        }
        Assert.Equal(starts[0], starts[1]);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, HostSecret.FileName)));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_address_that_is_taken_ends_the_program_and_its_last_line_says_so()
    {
        var folder = Directory.CreateTempSubdirectory("granary-start-").FullName;
        using var program = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Granary.ApiHost.dll"), "--urls", api.Server.Url, "--data", folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = await program.StandardError.ReadToEndAsync();
        await program.WaitForExitAsync();
        Assert.Equal(1, program.ExitCode);
        Assert.Contains("address already in use", said.TrimEnd().Split('\n')[^1], StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", await program.StandardOutput.ReadToEndAsync());
        Directory.Delete(folder, recursive: true);
    }

    private static void Terminate(Process program)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{program.Id}"]);
        kill.WaitForExit();
    }

    [Fact]
    public void No_secret_is_in_the_journal()
    {
        var secrets = api.Server.PrintedKeys.Select(key => key.Secret).ToList();
        foreach (var file in Directory.EnumerateFiles(api.Folder, "granary.db*").Where(file => !file.Contains(".feed-", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            var content = reader.ReadToEnd();
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, content, StringComparison.Ordinal));
        }
    }
}
