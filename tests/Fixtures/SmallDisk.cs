using System.Diagnostics;
using Xunit;

namespace Granary.Fixtures;

/// <summary>A small file system of its own, in memory, that can be filled to the last byte.</summary>
public sealed class SmallDisk : IDisposable
{
    public SmallDisk(int megabytes)
    {
        Folder = Directory.CreateTempSubdirectory("granary-disk-").FullName;
        if (MissingBecause is null) Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0755", "granary", Folder);
    }

    /// <summary>Why there is no such disk here; null when there can be one.</summary>
    public static string? MissingBecause { get; } = Try();

    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    public void Fill()
    {
        var block = new byte[65_536];
        for (var size = block.Length; size > 0;)
        {
            try
            {
                // Opened anew, for a stream that could not write keeps what it was given.
                using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
                while (true) file.Write(block, 0, size);
            }
            catch (IOException)
            {
                size /= 16;
            }
        }
    }

    public void Free() => File.Delete(Ballast);

    public void Dispose()
    {
        // Whoever had a file open may be a moment from gone.
        if (MissingBecause is null) Run("umount", "--lazy", Folder);
        Directory.Delete(Folder, recursive: true);
    }

    private static string? Try()
    {
        if (Environment.UserName != "root") return "mounting a small disk needs root";
        var folder = Directory.CreateTempSubdirectory("granary-disk-").FullName;
        try
        {
            Run("mount", "-t", "tmpfs", "-o", "size=1m", "granary", folder);
            Run("umount", folder);
            return null;
        }
        catch (InvalidOperationException refused)
        {
            return refused.Message;
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"no small disk can be mounted here: {said.Trim()}");
    }
}

/// <summary>A test that is skipped, with the reason, where no small disk can be mounted or PostgreSQL or HAProxy is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.MissingBecause ?? HaproxyServer.MissingBecause ?? PostgresServer.MissingBecause;
}
