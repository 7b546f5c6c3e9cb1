namespace Granary.Cli.Load;

/// <summary>
/// Ranks 0, 1, 2 ... with shares that fall like 1, 1/2, 1/3 ...: a few merchants take most of a sale day. The first of 1,000 gets 13 %.
/// </summary>
public sealed class Zipf
{
    private readonly double[] cumulated;

    public Zipf(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        cumulated = new double[count];
        var sum = 0.0;
        for (var rank = 0; rank < count; rank++) cumulated[rank] = sum += 1.0 / (rank + 1);
    }

    public int Next(Random random)
    {
        var found = Array.BinarySearch(cumulated, random.NextDouble() * cumulated[^1]);
        return Math.Min(found < 0 ? ~found : found, cumulated.Length - 1);
    }
}
