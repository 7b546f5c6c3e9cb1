using System.Text.RegularExpressions;

namespace Granary.Deploy.Tests;

/// <summary>Prometheus reads the rules, every alert fires when it should, and tells where to read on.</summary>
public sealed partial class Rules
{
    private static readonly IReadOnlyList<JsonNode> Alerts =
        [.. DeployFile.Yaml("prometheus/rules.yml")["groups"].Items().SelectMany(group => group["rules"].Items()).Where(rule => rule["alert"] is not null)];

    [PromtoolFact]
    public void Promtool_finds_nothing_wrong_with_the_configuration_and_the_rules()
    {
        foreach (var arguments in new[] { new[] { "check", "config", "prometheus.yml" }, ["check", "rules", "rules.yml"] })
        {
            var (code, said) = Promtool.Run(arguments);
            Assert.True(code == 0 && !said.Contains("WARNING", StringComparison.OrdinalIgnoreCase), said);
        }
    }

    [PromtoolFact]
    public void Every_alert_fires_when_it_should_and_not_before()
    {
        var (code, said) = Promtool.Run("test", "rules", "rules_test.yml");
        Assert.True(code == 0, said);
    }

    [Fact]
    public void Every_alert_has_a_test_in_which_it_fires_and_one_in_which_it_does_not()
    {
        var tested = DeployFile.Yaml("prometheus/rules_test.yml")["tests"].Items().SelectMany(test => test["alert_rule_test"].Items())
            .ToLookup(test => test["alertname"].Text(), test => test["exp_alerts"].Items().Any());
        Assert.All(Alerts, alert => Assert.Equal([false, true], tested[alert["alert"].Text()].Distinct().Order()));
    }

    [Fact]
    public void Every_alert_leads_to_its_part_of_the_handbook()
    {
        var anchors = Heading().Matches(File.ReadAllText(Repository.PathOf("docs/OPERATIONS.md")))
            .Select(match => match.Groups[1].Value.Trim().ToLowerInvariant().Replace(' ', '-')).ToHashSet();
        Assert.All(Alerts, alert =>
        {
            var anchor = alert["annotations"]!["runbook_url"].Text().Split('#')[1];
            Assert.Equal(alert["alert"].Text().ToLowerInvariant(), anchor);
            Assert.Contains(anchor, anchors);
            Assert.Contains(alert["labels"]!["severity"].Text(), (string[])["page", "ticket"]);
        });
    }

    [Fact]
    public void Prometheus_asks_every_host_that_compose_starts()
    {
        var targets = DeployFile.Yaml("prometheus/prometheus.yml")["scrape_configs"].Items().Where(job => job["job_name"].Text() == "granary")
            .SelectMany(job => job["static_configs"].Items()).SelectMany(group => group["targets"].Items()).Select(DeployFile.Text);
        var hosts = DeployFile.Yaml("compose.yaml")["services"].Members().Select(service => service.Key)
            .Where(name => name.StartsWith("silo-", StringComparison.Ordinal) || name.StartsWith("api-", StringComparison.Ordinal));
        Assert.Equal(hosts.Select(name => name[0] == 's' ? $"{name}:8081" : $"{name}:5080").Order(), targets.Order());
    }

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
