namespace Granary.Deploy.Tests;

/// <summary>The cluster on one machine. No Docker is needed to see that the file is right in itself and fits the programs.</summary>
public sealed class Compose
{
    private static readonly JsonNode File = DeployFile.Yaml("compose.yaml");
    private static readonly Dictionary<string, JsonNode> Services = File["services"].Members().ToDictionary(service => service.Key, service => service.Value!);
    private static readonly string[] Jobs = ["roles", "schema", "roles-after", "orleans-tables"];

    [Fact]
    public void There_are_three_silos_two_API_hosts_and_what_they_need() => Assert.Equal(
        [
            "api-1", "api-2", "grafana", "haproxy", "orleans-tables", "postgres", "prometheus", "roles", "roles-after", "schema",
            "silo-1", "silo-2", "silo-3",
        ],
        Services.Keys.Order());

    [Fact]
    public void Whatever_runs_for_long_has_a_health_check_and_comes_back() => Assert.All(Services.Where(service => !Jobs.Contains(service.Key)), service =>
    {
        Assert.NotEmpty(service.Value["healthcheck"]!["test"].Items());
        // A drained host stays away until somebody wants it back; everything else also comes back with the machine.
        Assert.Equal(Hosts().Any(host => host.Key == service.Key) ? "on-failure" : "unless-stopped", service.Value["restart"].Text());
    });

    [Fact]
    public void A_host_has_time_to_drain_and_may_do_nothing_it_need_not() => Assert.All(Hosts(), host =>
    {
        Assert.Equal("35s", host.Value["stop_grace_period"].Text());
        Assert.Equal("true", host.Value["read_only"].Text());
        Assert.Equal(["ALL"], host.Value["cap_drop"].Items().Select(DeployFile.Text));
        Assert.Contains("no-new-privileges:true", host.Value["security_opt"].Items().Select(DeployFile.Text));
        Assert.Equal(host.Key, host.Value["environment"]!["GRANARY_HOST"].Text());
        Assert.Equal("false", host.Value["environment"]!["GRANARY_SANDBOX"].Text());
    });

    [Fact]
    public void A_silo_says_the_address_that_it_has_and_an_API_host_is_a_client() => Assert.All(Hosts(), host =>
    {
        var environment = host.Value["environment"]!;
        if (host.Key.StartsWith("silo", StringComparison.Ordinal))
        {
            Assert.Equal(environment["GRANARY_ADDRESS"].Text(), host.Value["networks"]!["inside"]!["ipv4_address"].Text());
            Assert.Null(environment["GRANARY_CLIENT"]);
            Assert.Null(environment["GRANARY_OPERATOR_KEY"]);
            Assert.NotNull(environment["GRANARY_POSTGRES"]);
        }
        else
        {
            Assert.Equal("true", environment["GRANARY_CLIENT"].Text());
            Assert.NotNull(environment["GRANARY_OPERATOR_KEY"]);
            Assert.Null(environment["GRANARY_POSTGRES"]);
        }
    });

    [Fact]
    public void A_health_check_asks_where_the_program_listens() => Assert.All(Hosts(), host =>
    {
        var asked = new Uri(host.Value["healthcheck"]!["test"].Items().Last().Text());
        var url = host.Value["environment"]!["GRANARY_HEALTH"]?.GetValue<string>() ?? host.Value["command"].Items().Last().Text();
        Assert.Equal(new Uri(url).Port, asked.Port);
        Assert.Equal("/health/ready", asked.AbsolutePath);
    });

    [Fact]
    public void PostgreSQL_is_healthy_only_where_others_reach_it() =>
        Assert.Equal(["-h", "127.0.0.1"], Services["postgres"]["healthcheck"]!["test"].Items().Select(DeployFile.Text).SkipWhile(part => part != "-h").Take(2));

    [Fact]
    public void What_is_mounted_is_there() => Assert.All(
        Services.SelectMany(service => service.Value["volumes"].Items()).Select(volume => volume.Text().Split(':')[0]),
        source => Assert.True(
            source.StartsWith("./", StringComparison.Ordinal) ? Path.Exists(DeployFile.PathOf(source)) : File["volumes"]!.AsObject().ContainsKey(source),
            $"{source} is not there"));

    [Fact]
    public void What_a_service_waits_for_exists_and_can_come_true() => Assert.All(
        Services.SelectMany(service => service.Value["depends_on"].Members()),
        wait => Assert.Equal(
            Jobs.Contains(wait.Key) ? "service_completed_successfully" : "service_healthy", Services[wait.Key] is { } ? wait.Value!["condition"].Text() : ""));

    [Fact]
    public void Only_the_proxy_is_published_to_everybody()
    {
        var published = Services.ToDictionary(service => service.Key, service => service.Value["ports"].Items().Select(DeployFile.Text).ToList());
        Assert.Equal(["8080:8080"], published["haproxy"]);
        Assert.All(published.Where(service => service.Key != "haproxy").SelectMany(service => service.Value), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.Equal("true", File["networks"]!["inside"]!["internal"].Text());
    }

    [Fact]
    public void Every_variable_that_must_be_given_is_in_the_example_and_has_no_value_there()
    {
        var example = DeployFile.Read("compose.env.example").Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal) && line[0] != '#').ToList();
        Assert.All(example, line => Assert.EndsWith("=", line, StringComparison.Ordinal));
        var text = DeployFile.Read("compose.yaml");
        var asked = System.Text.RegularExpressions.Regex.Matches(text, @"\$\{([A-Z_]+):\?\}").Select(match => match.Groups[1].Value)
            .Concat(File["secrets"].Members().Select(secret => secret.Value!["environment"].Text()));
        Assert.Empty(asked.Except(example.Select(line => line[..^1])));
    }

    private static IEnumerable<KeyValuePair<string, JsonNode>> Hosts() =>
        Services.Where(service => service.Key.StartsWith("silo-", StringComparison.Ordinal) || service.Key.StartsWith("api-", StringComparison.Ordinal));
}
