using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Npgsql;

namespace Granary.Fixtures;

/// <summary>
/// A PostgreSQL server of our own in a folder of its own, as durable as a real one: nothing about its commits is relaxed. It can be
/// stopped, killed as by a power cut, and started again.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const int SigKill = 9, SigInt = 2, SigQuit = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string folder;
    private readonly List<string> settings = [];
    private string? disk;
    private Process? postmaster;
    private int databases;

    /// <summary>Starts a server, or, on a machine without one, does nothing: the tests that need it are skipped.</summary>
    public PostgresServer() : this(Initialize) { }

    private PostgresServer(Action<PostgresServer> prepare)
    {
        folder = Path.Combine(Path.GetTempPath(), $"granary-pg-{Environment.ProcessId}-{Guid.NewGuid():N}");
        if (MissingBecause is not null) return;
        Port = FreePort();
        Directory.CreateDirectory(folder);
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
        if (IsRoot) Run("chown", "postgres", folder);
        prepare(this);
        Start();
    }

    /// <summary>Why there is no server here; null when there can be one.</summary>
    public static string? MissingBecause { get; } =
        FindBinaries() is null ? "PostgreSQL's server programs are not in /usr/lib/postgresql/*/bin"
        : IsRoot && !File.Exists("/usr/bin/setpriv") ? "the server refuses to run as root and there is no setpriv"
        : null;

    public int Port { get; }

    private static bool IsRoot => Environment.UserName == "root";

    private string Data => Path.Combine(disk ?? folder, "data");

    private string Archive => Path.Combine(folder, "archive");

    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};SSL Mode=Disable;GSS Encryption Mode=Disable;Include Error Detail=true";

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public string CreateDatabase()
    {
        var name = $"d{Interlocked.Increment(ref databases)}";
        Execute($"create database {name} strategy wal_log");
        return ConnectionString(name);
    }

    /// <summary>A server with these settings, such as <c>max_connections=20</c>.</summary>
    public static PostgresServer With(params string[] settings) => new(server =>
    {
        Initialize(server);
        server.settings.AddRange(settings);
    });

    /// <summary>A server whose data, or only whose WAL, is on this disk.</summary>
    public static PostgresServer On(SmallDisk disk, bool onlyWal) => new(server =>
    {
        if (IsRoot) Run("chown", "postgres", disk.Folder);
        if (!onlyWal) server.disk = disk.Folder;
        Initialize(server, onlyWal ? ["-X", Path.Combine(disk.Folder, "wal")] : ["-X", Path.Combine(server.folder, "wal")]);
    });

    /// <summary>A server that keeps every segment of its WAL, so that a backup of it can be brought forward to any instant.</summary>
    public static PostgresServer Archiving() => new(server =>
    {
        Initialize(server);
        Run(AsOwner("mkdir", server.Archive));
        server.settings.AddRange(["archive_mode=on", $"archive_command=test ! -f {server.Archive}/%f && cp %p {server.Archive}/%f"]);
    });

    /// <summary>Copies the running server, as an operator does every night. The folder is deleted with this server.</summary>
    public string BackUp(string name)
    {
        var backup = Path.Combine(folder, name);
        Run(AsPostgres("pg_basebackup", "-D", backup, "-h", "127.0.0.1", "-p", $"{Port}", "-U", "postgres", "-X", "none", "-c", "fast", "--no-manifest"));
        return backup;
    }

    /// <summary>
    /// A second server, made of a backup of this one, what this one archived, and what of its WAL lies on its disk still.
    /// </summary>
    /// <param name="target">How far, as PostgreSQL's setting: <c>recovery_target_time=...</c>; null for as far as there is anything.</param>
    public PostgresServer Restore(string backup, string? target)
    {
        var restored = new PostgresServer(prepare: server =>
        {
            Run(AsOwner("cp", "-a", backup, server.Data));
            Run(AsOwner("touch", Path.Combine(server.Data, "recovery.signal")));
            server.settings.AddRange([$"restore_command=cp {Archive}/%f %p || cp {Data}/pg_wal/%f %p", "recovery_target_action=promote"]);
            if (target is not null) server.settings.Add(target);
        });
        // It answers before it is there.
        SpinWait.SpinUntil(() => !restored.IsTrue("select pg_is_in_recovery()"), Patience);
        return restored;
    }

    /// <summary>Ends all sessions and shuts down in order.</summary>
    public void Stop()
    {
        if (postmaster is null) return;
        _ = kill(postmaster.Id, SigInt);
        Ended();
    }

    /// <summary>Drops everything and leaves the tidying up to the next start.</summary>
    public void StopAtOnce()
    {
        if (postmaster is null) return;
        _ = kill(postmaster.Id, SigQuit);
        Ended();
    }

    /// <summary>Kills every process of the server at once, as a power cut would, except that the disk keeps what it was told to keep.</summary>
    public void Kill9()
    {
        if (postmaster is null) return;
        // The parent first, so that it cannot tidy up behind its children.
        var children = ChildrenOf(postmaster.Id);
        _ = kill(postmaster.Id, SigKill);
        foreach (var child in children) _ = kill(child, SigKill);
        Ended();
        foreach (var child in children) SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{child}") || IsZombie(child), Patience);
    }

    /// <summary>It gave up by itself, as it does when it cannot even recover.</summary>
    public bool HasGivenUp => postmaster is { HasExited: true };

    public void Start()
    {
        if (HasGivenUp) Ended();
        if (postmaster is not null) throw new InvalidOperationException("the server runs");
        // A killed server leaves its lock file; its process id may belong to somebody else by now.
        File.Delete(Path.Combine(Data, "postmaster.pid"));
        postmaster = Process.Start(AsPostgres(
            "postgres",
            [
                "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1",
                "-c", "unix_socket_directories=", "-c", "max_connections=200", "-c", "log_destination=stderr", "-c", "logging_collector=on",
                // As durable as syncing file by file when it recovers, and thousands of times fewer calls.
                "-c", "log_directory=log", "-c", "recovery_init_sync_method=syncfs", .. settings.SelectMany(setting => (string[])["-c", setting]),
            ]))!;
        var since = Stopwatch.GetTimestamp();
        while (!Answers())
        {
            var isOver = postmaster.HasExited || Stopwatch.GetElapsedTime(since) > Patience;
            if (isOver) throw new InvalidOperationException($"PostgreSQL did not start in {folder}");
            Thread.Sleep(20);
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        Kill9();
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static void Initialize(PostgresServer server) => Initialize(server, []);

    private static void Initialize(PostgresServer server, string[] more) =>
        Run(AsPostgres("initdb", ["-D", server.Data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-instructions", .. more]));

    private void KillAtExit(object? sender, EventArgs e) => Dispose();

    private void Ended()
    {
        postmaster!.WaitForExit(Patience);
        postmaster.Dispose();
        postmaster = null;
        NpgsqlConnection.ClearAllPools();
    }

    private bool Answers()
    {
        try
        {
            Execute("select 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>As the superuser, on a connection of its own.</summary>
    public void Execute(string sql) => Ask(sql, command => command.ExecuteNonQuery());

    /// <summary>What a query says in the database of this connection string.</summary>
    public static long Number(string connectionString, string sql) => Ask(connectionString, sql, command => (long)command.ExecuteScalar()!);

    private bool IsTrue(string sql) => Ask(sql, command => command.ExecuteScalar()) is true;

    private TAnswer Ask<TAnswer>(string sql, Func<NpgsqlCommand, TAnswer> ask) => Ask(ConnectionString("postgres"), sql, ask);

    private static TAnswer Ask<TAnswer>(string connectionString, string sql, Func<NpgsqlCommand, TAnswer> ask)
    {
        using var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Timeout=5");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return ask(command);
    }

    /// <summary>Where one of PostgreSQL's programs is, such as <c>psql</c>.</summary>
    public static string ProgramPath(string program) => Path.Combine(FindBinaries()!, program);

    private static ProcessStartInfo AsPostgres(string program, params string[] arguments) => AsOwner(ProgramPath(program), arguments);

    // The server's files belong to the account that runs it.
    private static ProcessStartInfo AsOwner(string program, params string[] arguments) => IsRoot
        ? new ProcessStartInfo("/usr/bin/setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments])
        : new ProcessStartInfo(program, arguments);

    private static void Run(string program, params string[] arguments) => Run(new ProcessStartInfo(program, arguments));

    private static void Run(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{start.FileName}: {errors}{output.Result}");
    }

    private static string? FindBinaries() => !Directory.Exists("/usr/lib/postgresql") ? null : Directory
        .GetDirectories("/usr/lib/postgresql")
        .Select(version => Path.Combine(version, "bin"))
        .Where(bin => File.Exists(Path.Combine(bin, "postgres")) && File.Exists(Path.Combine(bin, "initdb")))
        .OrderByDescending(bin => bin, StringComparer.Ordinal)
        .FirstOrDefault();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static int[] ChildrenOf(int parent) => [.. Directory.GetDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
        .Where(id => id > 0 && StatOf(id) is [_, var parentOfIt, ..] && parentOfIt == parent.ToString(CultureInfo.InvariantCulture))];

    private static bool IsZombie(int process) => StatOf(process) is ["Z", ..];

    // State and parent; the name before them is in brackets and may hold anything.
    private static string[] StatOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }

#pragma warning disable SYSLIB1054, CA5392 // One call into the C library does not need generated code.
    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int process, int signal);
#pragma warning restore SYSLIB1054, CA5392
}
