using Granary.Silo;

namespace Granary.ApiHost.Tests;

/// <summary>How the program is started, and what stays the same from one start to the next.</summary>
[Collection("api")]
public sealed class Starting(Api api)
{
    [Fact]
    public void The_arguments_have_defaults()
    {
        var (arguments, _) = HostArguments.Parse([]);
        Assert.Equal("http://127.0.0.1:5080", arguments!.Url);
        Assert.True(arguments.Silo.Sandbox);
        Assert.Equal("data", arguments.Silo.DataFolder);
    }

    [Theory]
    [InlineData("--urls"), InlineData("--urls", "ftp://x"), InlineData("--urls", "5080"), InlineData("--nonsense"), InlineData("--data")]
    public void A_wrong_argument_is_told_and_not_ignored(params string[] arguments)
    {
        var (parsed, problem) = HostArguments.Parse(arguments);
        Assert.Null(parsed);
        Assert.Contains("usage", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_folder_has_the_same_keys_and_cursors_at_every_start()
    {
        var folder = Directory.CreateTempSubdirectory("granary-start-").FullName;
        List<string> starts = [];
        for (var start = 0; start < 2; start++)
        {
            await using var server = ApiServer.Build(new HostArguments("http://127.0.0.1:0", new SiloOptions { DataFolder = folder }));
            await server.StartAsync();
            starts.Add(string.Join(' ', server.PrintedKeys));
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Add("Authorization", $"Bearer {server.PrintedKeys.First().Secret}");
            Assert.Equal(4, (await http.GetStringAsync($"{server.Url}/v1/keys")).Split("\"id\"").Length - 1);
        }
        Assert.Equal(starts[0], starts[1]);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, HostSecret.FileName)));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void No_secret_is_in_the_journal()
    {
        var secrets = api.Server.PrintedKeys.Select(key => key.Secret).ToList();
        foreach (var file in Directory.EnumerateFiles(api.Folder, "granary.db*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            var content = reader.ReadToEnd();
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, content, StringComparison.Ordinal));
        }
    }
}
