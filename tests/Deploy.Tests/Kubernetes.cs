namespace Granary.Deploy.Tests;

/// <summary>The manifests say what they are meant to say, and fit each other and the programs.</summary>
public sealed class Kubernetes
{
    private const int DrainSeconds = 33;

    private static readonly IReadOnlyList<JsonNode> Objects =
    [
        .. DeployFile.Yaml("kubernetes/kustomization.yaml")["resources"].Items().SelectMany(name => DeployFile.YamlAll($"kubernetes/{name.Text()}")),
    ];

    private static readonly IReadOnlyList<JsonNode> Workloads = [.. Of("StatefulSet", "Deployment", "Job")];

    public static TheoryData<string> Names { get; } = [.. Workloads.Select(NameOf)];

    public static TheoryData<string> Servers { get; } = [.. Of("StatefulSet", "Deployment").Select(NameOf)];

    [Fact]
    public void Every_manifest_is_in_the_kustomization_and_in_the_namespace()
    {
        var listed = DeployFile.Yaml("kubernetes/kustomization.yaml")["resources"].Items().Select(DeployFile.Text);
        var files = DeployFile.All("*.yaml").Where(name => name.StartsWith("kubernetes/", StringComparison.Ordinal)).Select(name => Path.GetFileName(name)!);
        Assert.Equal(files.Except(["kustomization.yaml", "prometheus-adapter.yaml"]).Order(), listed.Order());
        Assert.All(Objects.Where(item => KindOf(item) != "Namespace"), item => Assert.Equal("granary", item["metadata"]!["namespace"].Text()));
        Assert.Equal(["Deployment", "Job", "StatefulSet"], Workloads.Select(KindOf).Order());
    }

    [Theory, MemberData(nameof(Names))]
    public void A_pod_may_do_nothing_it_need_not(string name)
    {
        var pod = PodOf(name);
        Assert.Equal("false", pod["automountServiceAccountToken"].Text());
        Assert.Equal("true", pod["securityContext"]!["runAsNonRoot"].Text());
        Assert.NotEqual("0", pod["securityContext"]!["runAsUser"].Text());
        Assert.Equal("RuntimeDefault", pod["securityContext"]!["seccompProfile"]!["type"].Text());
        Assert.All(pod["containers"].Items(), container =>
        {
            var security = container["securityContext"]!;
            Assert.Equal("false", security["allowPrivilegeEscalation"].Text());
            Assert.Equal("true", security["readOnlyRootFilesystem"].Text());
            Assert.Equal(["ALL"], security["capabilities"]!["drop"].Items().Select(DeployFile.Text));
            Assert.NotNull(container["resources"]!["requests"]!["cpu"]);
            Assert.NotNull(container["resources"]!["limits"]!["memory"]);
        });
        var account = Of("ServiceAccount").Single(item => NameOf(item) == pod["serviceAccountName"].Text());
        Assert.Equal("false", account["automountServiceAccountToken"].Text());
    }

    [Theory, MemberData(nameof(Servers))]
    public void A_pod_is_probed_where_the_program_answers(string name)
    {
        var container = PodOf(name)["containers"].Items().Single();
        var ports = container["ports"].Items().ToDictionary(port => port["name"].Text(), port => port["containerPort"].Text());
        var listens = ListensOn(container);
        foreach (var (probe, path) in new[] { ("startupProbe", "/health/live"), ("livenessProbe", "/health/live"), ("readinessProbe", "/health/ready") })
        {
            var get = container[probe]!["httpGet"]!;
            Assert.Equal(path, get["path"].Text());
            Assert.Equal(listens, ports[get["port"].Text()]);
        }
        var annotations = Workload(name)["spec"]!["template"]!["metadata"]!["annotations"]!;
        Assert.Equal((listens, "/metrics"), (annotations["prometheus.io/port"].Text(), annotations["prometheus.io/path"].Text()));
    }

    [Theory, MemberData(nameof(Servers))]
    public void A_pod_is_given_the_time_its_drain_takes(string name)
    {
        var pod = PodOf(name);
        var sleeps = Number(pod["containers"].Items().Single()["lifecycle"]!["preStop"]!["sleep"]!["seconds"]);
        Assert.True(sleeps > 0, "traffic must be gone before the program is told to stop");
        Assert.InRange(Number(pod["terminationGracePeriodSeconds"]), sleeps + DrainSeconds, 60);
    }

    [Theory, MemberData(nameof(Servers))]
    public void A_budget_a_service_and_a_scaler_select_the_pods(string name)
    {
        var labels = LabelsOf(name);
        Assert.Contains(Of("PodDisruptionBudget"), budget =>
            Selects(budget["spec"]!["selector"]!["matchLabels"], labels) && budget["spec"]!["maxUnavailable"].Text() == "1");
        var service = Of("Service").Single(item => Selects(item["spec"]!["selector"], labels));
        var ports = PodOf(name)["containers"].Items().Single()["ports"].Items().Select(port => port["name"].Text()).ToList();
        Assert.All(service["spec"]!["ports"].Items(), port => Assert.Contains(port["targetPort"].Text(), ports));
        var scaler = Of("HorizontalPodAutoscaler").Single(item => item["spec"]!["scaleTargetRef"]!["name"].Text() == name);
        Assert.Equal(KindOf(Workload(name)), scaler["spec"]!["scaleTargetRef"]!["kind"].Text());
        Assert.Equal(Workload(name)["spec"]!["replicas"].Text(), scaler["spec"]!["minReplicas"].Text());
        Assert.True(Number(scaler["spec"]!["minReplicas"]) >= 2);
    }

    [Theory, MemberData(nameof(Names))]
    public void What_is_secret_is_referred_to_and_never_written(string name)
    {
        foreach (var variable in PodOf(name)["containers"].Items().SelectMany(container => container["env"].Items()))
        {
            var isSecret = variable["name"].Text() is "GRANARY_POSTGRES" or "GRANARY_CLUSTER" or "GRANARY_SECRET" or "GRANARY_OPERATOR_KEY";
            Assert.Equal(isSecret, variable["valueFrom"]?["secretKeyRef"] is not null);
        }
        Assert.Empty(Of("Secret"));
        // A client of the cluster has no journal of its own, and says so when it is given one.
        var variables = PodOf(name)["containers"].Items().SelectMany(container => container["env"].Items()).Select(variable => variable["name"].Text()).ToList();
        Assert.NotEqual(variables.Contains("GRANARY_CLIENT"), variables.Contains("GRANARY_POSTGRES"));
    }

    [Fact]
    public void A_pod_is_reached_only_by_whom_and_where_it_must()
    {
        var nothing = Of("NetworkPolicy").Single(policy => policy["spec"]!["podSelector"].Members().Any() is false);
        Assert.Equal(["Ingress", "Egress"], nothing["spec"]!["policyTypes"].Items().Select(DeployFile.Text));
        foreach (var name in Of("StatefulSet", "Deployment").Select(NameOf))
        {
            var open = PodOf(name)["containers"].Items().Single()["ports"].Items().Select(port => port["containerPort"].Text()).Order();
            var policy = Of("NetworkPolicy").Single(item => NameOf(item) == name);
            Assert.True(Selects(policy["spec"]!["podSelector"]!["matchLabels"], LabelsOf(name)));
            Assert.Equal(open, policy["spec"]!["ingress"].Items().SelectMany(rule => rule["ports"].Items()).Select(port => port["port"].Text()).Order());
            Assert.All(policy["spec"]!["ingress"].Items(), rule => Assert.NotEmpty(rule["from"].Items()));
        }
        var paths = Of("Ingress").SelectMany(item => item["spec"]!["rules"].Items()).SelectMany(rule => rule["http"]!["paths"].Items()).Select(path => path["path"].Text());
        Assert.Equal(["/v1", "/openapi/v1.json"], paths);
    }

    [Fact]
    public void The_scalers_metrics_come_through_the_adapter()
    {
        var offered = DeployFile.Yaml("kubernetes/prometheus-adapter.yaml")["rules"]!["custom"].Items().Select(rule => rule["seriesQuery"].Text().Split('{')[0]);
        var wanted = Of("HorizontalPodAutoscaler").SelectMany(scaler => scaler["spec"]!["metrics"].Items())
            .Where(metric => metric["type"].Text() == "Pods").Select(metric => metric["pods"]!["metric"]!["name"].Text());
        Assert.Equal(offered.Order(), wanted.Order());
    }

    private static IEnumerable<JsonNode> Of(params string[] kinds) => Objects.Where(item => kinds.Contains(KindOf(item)));

    private static string KindOf(JsonNode item) => item["kind"].Text();

    private static string NameOf(JsonNode item) => item["metadata"]!["name"].Text();

    private static JsonNode Workload(string name) => Workloads.Single(workload => NameOf(workload) == name);

    private static JsonNode PodOf(string name) => Workload(name)["spec"]!["template"]!["spec"]!;

    private static JsonNode LabelsOf(string name) => Workload(name)["spec"]!["template"]!["metadata"]!["labels"]!;

    private static bool Selects(JsonNode? selector, JsonNode labels) =>
        selector.Members().Any() && selector.Members().All(wanted => labels[wanted.Key]?.GetValue<string>() == wanted.Value.Text());

    private static int Number(JsonNode? node) => int.Parse(node.Text(), System.Globalization.CultureInfo.InvariantCulture);

    // The API listens where its argument says, a silo where its variable does.
    private static string ListensOn(JsonNode container)
    {
        var arguments = container["args"].Items().Select(DeployFile.Text).ToList();
        var url = arguments.IndexOf("--urls") is >= 0 and var at
            ? arguments[at + 1]
            : container["env"].Items().Single(variable => variable["name"].Text() == "GRANARY_HEALTH")["value"].Text();
        return new Uri(url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
