namespace Granary.Simulation;

/// <summary>Chance that comes out the same for the same seed on every machine and every version of .NET (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>Dice for one thing among many, so that leaving out another thing does not change its throws.</summary>
    public static Dice For(ulong seed, ulong thing) => new(unchecked(Mixed(seed ^ 0xD1B54A32D192ED03UL) + (thing * 0x9E3779B97F4A7C15UL)));

    public ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            return Mixed(state);
        }
    }

    /// <summary>From 0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => (int)(((UInt128)Next() * (uint)bound) >> 64);

    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>Mostly near <paramref name="low"/>, seldom near <paramref name="high"/>: as waiting times are.</summary>
    public int Skewed(int low, int high) => low + (int)((long)(high - low) * Below(1 + Below(1_001)) / 1_000);

    public bool Chance(int perMille) => perMille > 0 && Below(1_000) < perMille;

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    private static ulong Mixed(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
            return value ^ (value >> 31);
        }
    }
}
