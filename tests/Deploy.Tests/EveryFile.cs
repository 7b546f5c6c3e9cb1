using System.Text.RegularExpressions;

namespace Granary.Deploy.Tests;

/// <summary>What holds for everything under <c>deploy/</c>.</summary>
public sealed partial class EveryFile
{
    // Set for psql, HAProxy or Compose and read there, by the files named here.
    private static readonly string[] OurOwn =
    [
        "GRANARY_OWNER_PASSWORD", "GRANARY_WRITER_PASSWORD", "GRANARY_AUDITOR_PASSWORD", "GRANARY_CLUSTER_PASSWORD", "GRANARY_VERSION",
        "GRANARY_API_1", "GRANARY_API_2", "GRANARY_BIND", "GRANARY_TLS", "GRANARY_PROXY_METRICS", "GRANARY_PROXY_STATS",
    ];

    public static TheoryData<string> Yamls { get; } = [.. DeployFile.All("*.yaml"), .. DeployFile.All("*.yml")];

    [Theory, MemberData(nameof(Yamls))]
    public void Every_YAML_file_is_one(string name) => Assert.NotEmpty(DeployFile.YamlAll(name));

    [Fact]
    public void Every_variable_that_is_set_is_one_that_a_program_reads()
    {
        var read = Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(path => Variable().Matches(File.ReadAllText(path)).Select(match => match.Value))
            .Concat(OurOwn)
            .ToHashSet();
        var set = DeployFile.All("*").SelectMany(name => Variable().Matches(DeployFile.Read(name)).Select(match => (match.Value, name)));
        Assert.Empty(set.Where(variable => !read.Contains(variable.Value)).Distinct());
    }

    [Fact]
    public void Every_image_is_pinned_to_a_version()
    {
        var images = DeployFile.All("*.yaml").SelectMany(DeployFile.YamlAll).SelectMany(DeployFile.Below).OfType<JsonObject>()
            .Select(item => item["image"]).OfType<JsonValue>().Select(image => image.GetValue<string>())
            .Concat(ImageOf().Matches(DeployFile.Read("Dockerfile")).Select(match => match.Groups[1].Value))
            .ToList();
        Assert.True(images.Count > 10);
        Assert.All(images, image => Assert.Matches(@":(\$\{GRANARY_VERSION:-dev\}|\$\{DOTNET\}-[a-z-]+|v?\d+\.\d+(\.\d+)?[a-z0-9.-]*)$", image));
    }

    [Fact]
    public void No_secret_is_in_a_file()
    {
        Assert.DoesNotContain(DeployFile.All("*"), name => KeyMaterial().IsMatch(DeployFile.Read(name)));
        var named = DeployFile.All("*.yaml").SelectMany(DeployFile.YamlAll).SelectMany(DeployFile.Below).OfType<JsonObject>().SelectMany(DeployFile.Members)
            .Where(member => member.Value is JsonValue && SecretName().IsMatch(member.Key)).Select(member => (member.Key, Value: member.Value.Text()));
        Assert.All(named, member => Assert.Matches(@"^(\$\{[A-Z_]+:\?\}|/run/secrets/\w+)$", member.Value));
        var connections = DeployFile.All("*").SelectMany(name => DeployFile.Read(name).Split('\n')).Where(line => line.Contains("Password=", StringComparison.Ordinal));
        Assert.All(connections, line => Assert.Matches(@"Password=\$\{[A-Z_]+:\?\}$", line));
    }

    [Fact]
    public void The_image_has_both_programs_no_shell_and_no_root()
    {
        var lines = DeployFile.Read("Dockerfile").Split('\n');
        var last = lines.Last(line => line.StartsWith("FROM ", StringComparison.Ordinal));
        Assert.Contains("chiseled", last, StringComparison.Ordinal);
        Assert.Matches(@"^[1-9]\d*:[1-9]\d*$", lines.Last(line => line.StartsWith("USER ", StringComparison.Ordinal))["USER ".Length..]);
        Assert.Contains("ARG ACTORS=Orleans", lines);
        foreach (var used in DeployFile.All("*").SelectMany(name => Program().Matches(DeployFile.Read(name))).Select(match => match.Value).Distinct())
        {
            var project = used["Granary.".Length..^".dll".Length];
            Assert.True(File.Exists(Repository.PathOf($"src/{project}/{project}.csproj")), used);
            Assert.Contains($"src/{project} ", string.Join('\n', lines), StringComparison.Ordinal);
        }
    }

    [Theory, InlineData("granary-silo.service"), InlineData("granary-api@.service")]
    public void A_unit_drains_hardens_and_restarts(string name)
    {
        var settings = DeployFile.Read($"systemd/{name}").Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal) && line[0] != '#')
            .Select(line => line.Split('=', 2)).ToLookup(parts => parts[0], parts => parts[1]);
        string One(string setting) => settings[setting].Single();
        // However long the database is away: a unit that gave up would have to be found by somebody.
        Assert.Equal("0", One("StartLimitIntervalSec"));
        Assert.Equal(("SIGTERM", "35", "on-failure", "granary"), (One("KillSignal"), One("TimeoutStopSec"), One("Restart"), One("User")));
        Assert.StartsWith("/etc/granary/", One("EnvironmentFile"), StringComparison.Ordinal);
        Assert.Equal(("yes", "strict", "yes", ""), (One("NoNewPrivileges"), One("ProtectSystem"), One("PrivateTmp"), One("CapabilityBoundingSet")));
        Assert.Matches(@"^/usr/bin/dotnet /opt/granary/(silo|api)/Granary\.(Silo|ApiHost)\.dll", One("ExecStart"));
        Assert.Contains(settings["Environment"], line => line.Contains("DOTNET_GCgen0size=0x8000000", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\bGRANARY_[A-Z0-9_]*[A-Z0-9]\b")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^FROM (\S+)", RegexOptions.Multiline)]
    private static partial Regex ImageOf();

    [GeneratedRegex(@"Granary\.\w+\.dll")]
    private static partial Regex Program();

    [GeneratedRegex(@"\bgk_[A-Za-z0-9_-]{20}|\b[0-9a-fA-F]{64}\b|-----BEGIN")]
    private static partial Regex KeyMaterial();

    [GeneratedRegex(@"(PASSWORD|SECRET|_KEY)(_FILE|__FILE)?$")]
    private static partial Regex SecretName();
}
