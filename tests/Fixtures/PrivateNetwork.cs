using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Granary.Fixtures;

/// <summary>
/// Machines on a switch of their own, each a network namespace of this kernel: their addresses exist nowhere else, and what passes between them can
/// be lost without a word to either side. This machine has no way in but the sockets that a test opens there.
/// </summary>
public sealed class PrivateNetwork : IDisposable
{
    private const string Prefix = "granary-net-";
    private static int networks;
    private readonly string name = $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref networks)}-";
    private readonly Dictionary<string, Machine> machines = [];

    public PrivateNetwork()
    {
        // What a killed test left behind.
        Remove(space => space.StartsWith(Prefix, StringComparison.Ordinal) && !Directory.Exists($"/proc/{space[Prefix.Length..].Split('-')[0]}"));
        AppDomain.CurrentDomain.ProcessExit += RemoveAtExit;
        Ip("netns", "add", Switch);
        Ip("-n", Switch, "link", "add", "bridge", "type", "bridge");
        Ip("-n", Switch, "link", "set", "bridge", "up");
    }

    /// <summary>Why there can be no such network here; null when there can be one.</summary>
    public static string? MissingBecause { get; } = Try();

    private string Switch => $"{name}switch";

    /// <summary>The machine of this name, made when it is first asked for.</summary>
    public Machine this[string machine]
    {
        get
        {
            lock (machines)
            {
                if (!machines.TryGetValue(machine, out var known)) machines[machine] = known = Add(machine);
                return known;
            }
        }
    }

    /// <summary>Nothing passes between this machine and the others any more, either way.</summary>
    public void Cut(string machine, params IReadOnlyList<string> others)
    {
        this[machine].Drop(others.Select(other => $"ip saddr {this[other].Address}"));
        foreach (var other in others) this[other].Drop($"ip saddr {this[machine].Address}");
    }

    /// <summary>So many packets of a hundred are lost between this machine and all the others, each way.</summary>
    public void Lose(string machine, int percent)
    {
        var chance = string.Create(CultureInfo.InvariantCulture, $"numgen random mod 100 < {percent}");
        this[machine].Drop($"iifname eth0 {chance}");
        List<Machine> others;
        lock (machines) others = [.. machines.Where(other => other.Key != machine).Select(other => other.Value)];
        foreach (var other in others) other.Drop($"ip saddr {this[machine].Address} {chance}");
    }

    /// <summary>Everything passes again.</summary>
    /// <returns>How many packets were lost, so that nobody takes a cut for one that met nothing.</returns>
    public long Heal()
    {
        lock (machines) return machines.Values.Sum(machine => machine.DropNothing());
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= RemoveAtExit;
        Remove(space => space.StartsWith(name, StringComparison.Ordinal));
    }

    internal static string Run(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)}: {errors.Result.Trim()}");
        return said;
    }

    // Both ends of the cable are made inside: it is never seen outside, not even for a moment.
    private Machine Add(string machine)
    {
        var (space, number) = (name + machine, machines.Count + 1);
        var (port, address) = ($"port{number}", $"198.18.0.{number}");
        Ip("netns", "add", space);
        Ip("-n", Switch, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", space);
        Ip("-n", Switch, "link", "set", port, "master", "bridge", "up");
        Ip("-n", space, "link", "set", "lo", "up");
        Ip("-n", space, "addr", "add", $"{address}/24", "dev", "eth0");
        Ip("-n", space, "link", "set", "eth0", "up");
        return new Machine(space, address);
    }

    private void RemoveAtExit(object? sender, EventArgs e) => Dispose();

    private static void Remove(Func<string, bool> which)
    {
        var spaces = Directory.Exists("/run/netns") ? Directory.GetFiles("/run/netns").Select(path => Path.GetFileName(path)).Where(which) : [];
        foreach (var space in spaces) Ip("netns", "del", space);
    }

    private static void Ip(params string[] arguments) => Run(new ProcessStartInfo("ip", arguments));

    private static string? Try()
    {
        if (Environment.UserName != "root") return "network namespaces need root";
        try
        {
            using var network = new PrivateNetwork();
            network.Cut("one", "two");
            network.Lose("one", percent: 5);
            network.Heal();
            return null;
        }
        catch (Exception missing) when (missing is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"there can be no network namespaces, or no packets lost between them (Debian's packages iproute2 and nftables): {missing.Message}";
        }
    }
}

/// <summary>A test that is skipped, with the reason, where there can be no private network or PostgreSQL or HAProxy is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute() => Skip = PrivateNetwork.MissingBecause ?? HaproxyServer.MissingBecause ?? PostgresServer.MissingBecause;
}
