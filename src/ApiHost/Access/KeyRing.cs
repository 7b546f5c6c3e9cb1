using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Granary.Grains;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>
/// Finds out who is behind an API key. Valid keys are remembered for some seconds, so a revoked key works that much longer on other hosts;
/// unknown ones are not remembered, so nobody can fill the memory with guesses.
/// </summary>
/// <param name="isSandbox">Elsewhere no key is valid that stands for anybody or that a sandbox has issued, even when the journal began its life in one.</param>
internal sealed class KeyRing(IGrainFactory grains, TimeProvider time, bool isSandbox)
{
    public const int KeptSeconds = 5;
    private const int KeptMax = 10_000;
    private const string Scheme = "Bearer ";

    private readonly ConcurrentDictionary<UInt128, Kept> kept = new();

    // Counts what was forgotten: an answer that was asked for before may be from before the revocation, and is not kept.
    private int generation;

    private sealed record Kept(byte[] Hash, Caller Caller, long Timestamp);

    /// <summary>Null when the header does not carry a valid key.</summary>
    public ValueTask<Caller?> FindAsync(string? authorization)
    {
        if (authorization is null || authorization.Length > Scheme.Length + ApiKeySecret.LengthMax) return default;
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return default;
        var secret = authorization.AsSpan(Scheme.Length);
        if (!ApiKeySecret.LooksLike(secret)) return default;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        ApiKeySecret.Hash(secret, hash);
        // The lookup goes by half of the hash, which nobody can steer; whether it is the key is compared in constant time.
        if (kept.TryGetValue(HalfOf(hash), out var known) && time.GetElapsedTime(known.Timestamp).TotalSeconds < KeptSeconds)
        {
            return new(CryptographicOperations.FixedTimeEquals(known.Hash, hash) ? known.Caller : null);
        }
        return AskAsync(hash.ToArray());
    }

    /// <summary>A key was revoked here: ask again.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref generation);
        kept.Clear();
    }

    private async ValueTask<Caller?> AskAsync(byte[] hash)
    {
        var asked = Volatile.Read(ref generation);
        var key = await grains.GetGrain<IPlatformGrain>(OwnerId.Platform.Number).FindKey(Convert.ToHexStringLower(hash));
        if (key is null || !MayBeUsed(key) || !CryptographicOperations.FixedTimeEquals(Convert.FromHexString(key.Hash), hash))
        {
            kept.TryRemove(HalfOf(hash), out _);
            return null;
        }
        if (kept.Count >= KeptMax) kept.Clear();
        var caller = Caller.Of(key);
        kept[HalfOf(hash)] = new Kept(hash, caller, time.GetTimestamp());
        // Looked at after it was kept: whoever forgets in between finds it, or is found here.
        if (asked != Volatile.Read(ref generation)) kept.TryRemove(HalfOf(hash), out _);
        return caller;
    }

    private bool MayBeUsed(ApiKey key) => isSandbox || !(key.IsOfSandbox || key.Role == KeyRole.Sandbox || key is { Role: KeyRole.Bank, Owner: null });

    private static UInt128 HalfOf(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt128BigEndian(hash);
}
