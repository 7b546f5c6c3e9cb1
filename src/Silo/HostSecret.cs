using System.Security.Cryptography;
using System.Text;

namespace Granary.Silo;

/// <summary>
/// 256 random bits that cursors are signed with and secrets of keys and webhooks are derived from. Kept in a file that only its owner can read, so that a restart
/// changes nothing; hosts that share a PostgreSQL journal are given the same one in the environment.
/// </summary>
public sealed class HostSecret(byte[] bytes)
{
    public const string FileName = "sandbox.secret";
    public const string Variable = "GRANARY_SECRET";
    private const int Size = 32;

    public byte[] Sign(string text) => HMACSHA256.HashData(bytes, Encoding.UTF8.GetBytes(text));

    public void Sign(ReadOnlySpan<byte> data, Span<byte> signature) => HMACSHA256.HashData(bytes, data, signature);

    /// <param name="given">64 hex digits from the environment; null to use the file.</param>
    /// <exception cref="InvalidDataException">The secret is there and is not one.</exception>
    public static HostSecret Load(string folder, string? given)
    {
        if (given is not null) return new HostSecret(Parse(given, Variable));
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) Create(path);
        return new HostSecret(Parse(File.ReadAllText(path).Trim(), path));
    }

    // Written beside and moved into place: a second host that starts now reads either nothing or all of it, and the first to move wins.
    private static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var draft = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(draft, Encoding.ASCII, options)) file.WriteLine(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Size)));
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    private static byte[] Parse(string text, string source)
    {
        if (text.Length != 2 * Size || !text.All(char.IsAsciiHexDigit)) throw new InvalidDataException($"{source} must hold {2 * Size} hex digits");
        return Convert.FromHexString(text);
    }
}
