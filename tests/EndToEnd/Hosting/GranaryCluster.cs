using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Granary.Fixtures;

namespace Granary.EndToEnd;

/// <summary>
/// Several processes over one PostgreSQL journal: silos and API hosts of an Orleans cluster, or co-hosted programs that know each other only by
/// the journal. Each has a name, and may be killed, stopped, drained and started again under it.
/// </summary>
public sealed class GranaryCluster : IAsyncDisposable
{
    private const string Membership = "GRANARY_CLUSTER";
    private readonly Dictionary<string, GranaryProcess> running = [];
    private readonly Dictionary<string, (int Silo, int Gateway, int Http)> ports = [];
    private readonly Dictionary<string, string> variables = new() { ["GRANARY_SECRET"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) };
    private readonly Dictionary<string, string> keys = [];
    private readonly Dictionary<string, LaggingProxy> doors = [];

    public GranaryCluster(PostgresServer postgres, bool isOrleans)
    {
        Store = new Store(postgres.CreateDatabase());
        if (!isOrleans) return;
        var database = postgres.CreateDatabase();
        OrleansSql.Apply(postgres, database.Split("Database=")[1].Split(';')[0]);
        variables[Membership] = database;
    }

    public Store Store { get; }

    /// <summary>Told at the end what each program said, for whoever looks for the reason of a failure.</summary>
    public Action<string>? Output { get; init; }

    /// <summary>By which connection string a program of this name reaches the journal, given the straight one.</summary>
    public Func<string, string, string>? Wire { get; init; }

    /// <summary>On which machine a program of this name runs; its HTTP port is reached through a door here.</summary>
    public Func<string, Machine>? Place { get; init; }

    /// <summary>Where the program of a project is, for whoever is started from now on: another version's, while one is rolled out or back.</summary>
    public Func<string, string> ProgramOf { get; set; } = Built.PathOf;

    public GranaryProcess this[string name]
    {
        get
        {
            lock (running) return running[name];
        }
    }

    public IEnumerable<string> Names
    {
        get
        {
            lock (running) return [.. running.Keys];
        }
    }

    /// <summary>Where a program of this name listens, also while it is not running: for a proxy's configuration.</summary>
    public int HttpPortOf(string name) => PortsOf(name).Http;

    /// <summary>A silo without an API.</summary>
    public Task<GranaryProcess> StartSiloAsync(string name) => StartAsync(
        name, ProgramOf("Silo"), ["--health", $"http://127.0.0.1:{HttpPortOf(name)}", .. SiloArguments(name), .. JournalArguments(name)]);

    /// <summary>An API without grains of its own.</summary>
    public Task<GranaryProcess> StartApiAsync(string name, int drainGraceSeconds = 0) => StartAsync(
        name, ProgramOf("ApiHost"), ["--client", .. ApiArguments(name, drainGraceSeconds), "--data", Store.Folder]);

    /// <summary>API and grains in one program, in a cluster when this is one.</summary>
    public Task<GranaryProcess> StartHostAsync(string name, int drainGraceSeconds = 0) => StartAsync(
        name, ProgramOf("ApiHost"), [.. ApiArguments(name, drainGraceSeconds), .. SiloArguments(name), .. JournalArguments(name)]);

    /// <summary>A key of this role, the same on all.</summary>
    public string KeyOf(string role)
    {
        lock (running) return keys[role];
    }

    /// <summary>A client of one API; the keys are the same on all.</summary>
    public GranaryClient Client(string name, string role) => new(this[name].Url, keys[role]);

    /// <summary>What <c>GET /v1/cluster</c> says of the hosts, by name.</summary>
    public async Task<IReadOnlyDictionary<string, JsonNode>> HostsAsync(string api)
    {
        using var client = Client(api, "auditor");
        return (await client.GetAsync("/v1/cluster"))["hosts"]!.AsArray().ToDictionary(host => host!["host"]!.GetValue<string>(), host => host!);
    }

    /// <summary>The program is gone, by whatever hand; one of its name may be started again.</summary>
    public void Forget(string name)
    {
        GranaryProcess process;
        lock (running)
        {
            process = running[name];
            running.Remove(name);
        }
        process.Dispose();
        Output?.Invoke($"{name} said:\n{process.Said}");
    }

    public void Kill9(string name)
    {
        this[name].Kill9();
        Forget(name);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (name, process) in running)
        {
            process.Dispose();
            Output?.Invoke($"{name} said:\n{process.Said}");
        }
        foreach (var door in doors.Values) door.Dispose();
        await Task.CompletedTask;
        Store.Dispose();
    }

    private async Task<GranaryProcess> StartAsync(string name, string program, IEnumerable<string> arguments)
    {
        Open(name);
        var own = Wire is null || Place is null ? variables : variables.ToDictionary(one => one.Key, one => one.Key == Membership ? Wire(name, one.Value) : one.Value);
        var process = await GranaryProcess.StartAsync(program, ["--name", name, .. arguments], own, Place?.Invoke(name));
        lock (running)
        {
            running.Add(name, process);
            foreach (var (role, key) in process.Keys) keys[role] = key;
        }
        return process;
    }

    private string[] ApiArguments(string name, int drainGraceSeconds) =>
        ["--urls", $"http://127.0.0.1:{HttpPortOf(name)}", "--drain-grace", drainGraceSeconds.ToString(CultureInfo.InvariantCulture)];

    private string[] SiloArguments(string name) => variables.ContainsKey(Membership)
        ? ["--address", (Place?.Invoke(name) ?? Machine.Here).Address, "--silo-port", Text(PortsOf(name).Silo), "--gateway-port", Text(PortsOf(name).Gateway)]
        : [];

    // It serves at its own loopback, so that it is reached whatever becomes of the network.
    private void Open(string name)
    {
        if (Place is null) return;
        var port = HttpPortOf(name);
        lock (doors)
        {
            if (!doors.ContainsKey(name)) doors[name] = new LaggingProxy(Machine.Here, port, Place(name).Inside, port);
        }
    }

    // A program that starts again does so at the same place, as a machine that comes back would.
    private (int Silo, int Gateway, int Http) PortsOf(string name)
    {
        lock (ports)
        {
            if (!ports.TryGetValue(name, out var known)) ports[name] = known = (Programs.FreePort(), Programs.FreePort(), Programs.FreePort());
            return known;
        }
    }

    private IReadOnlyList<string> JournalArguments(string name) =>
        Wire is null ? Store.HostArguments : ["--data", Store.Folder, "--postgres", Wire(name, Store.Postgres!)];

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
