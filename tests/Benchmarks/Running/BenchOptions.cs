using System.Globalization;

namespace Granary.Benchmarks;

/// <summary>What to measure and how long.</summary>
/// <param name="Seconds">Of each round.</param>
/// <param name="RoundCount">Rounds of every contestant, taken in turn; the median counts.</param>
/// <param name="Only">Names of contestants; empty for all.</param>
public sealed record BenchOptions(bool IsQuick, int Seconds, int RoundCount, IReadOnlyList<string> Only)
{
    public const int InFlight = 4_096;
    public const int HttpConnectionCount = 256;
    public const string Usage = "usage: ./bench [--quick] [--seconds N] [--rounds N] [--only name,name]";

    public int PayerCount { get; } = IsQuick ? 1_000 : 10_000;

    public int MerchantCount { get; } = IsQuick ? 100 : 1_000;

    public int ActiveUserCount { get; } = IsQuick ? 5_000 : 100_000;

    /// <summary>Payments and accounts after which the engine is measured again.</summary>
    public IReadOnlyList<int> GrowthSteps { get; } = IsQuick ? [2_000, 10_000] : [10_000, 100_000, 1_000_000];

    public TimeSpan RoundTime => TimeSpan.FromSeconds(Seconds);

    public TimeSpan WarmUp => TimeSpan.FromSeconds(IsQuick ? 1 : 3);

    public bool Wants(string name) => Only.Count == 0 || Only.Contains(name, StringComparer.Ordinal);

    /// <returns>The options, or null and what is wrong.</returns>
    public static (BenchOptions? Options, string Problem) Parse(IReadOnlyList<string> arguments, IReadOnlyCollection<string> names)
    {
        var (isQuick, seconds, roundCount, only) = (false, 0, 0, new List<string>());
        for (var i = 0; i < arguments.Count; i++)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--quick":
                    isQuick = true;
                    break;
                case "--seconds" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) && seconds > 0:
                case "--rounds" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out roundCount) && roundCount > 0:
                    i++;
                    break;
                case "--only" when value is not null:
                    only.AddRange(value.Split(',', StringSplitOptions.RemoveEmptyEntries));
                    i++;
                    break;
                default:
                    return (null, $"{arguments[i]}: not understood\n{Usage}");
            }
        }
        if (only.Find(name => !names.Contains(name)) is { } stranger) return (null, $"--only {stranger}: there are {string.Join(", ", names)}");
        return (new BenchOptions(isQuick, seconds > 0 ? seconds : isQuick ? 1 : 5, roundCount > 0 ? roundCount : isQuick ? 1 : 5, only), "");
    }
}
