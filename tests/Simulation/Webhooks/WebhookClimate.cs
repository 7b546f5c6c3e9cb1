using System.Collections.Immutable;
using Granary.Grains;

namespace Granary.Simulation;

/// <summary>
/// How the receivers of one seed's webhooks are, and how patient Granary is with them. In most seeds there are none: every lane is one more actor in
/// every partition, and the money must still be played with most of the steps.
/// </summary>
internal sealed record WebhookClimate
{
    private const int HasAnyPerMille = 350;

    /// <summary>How many are registered at a time, about; 0 for a world without webhooks.</summary>
    public required int CountMax { get; init; }

    /// <summary>How many of a thousand are for the whole ledger.</summary>
    public required int OfAllPerMille { get; init; }

    /// <summary>How likely it is that somebody registers one, removes one, rolls a secret, enables one and replays what died.</summary>
    public required IReadOnlyList<int> CallWeights { get; init; }
    public required int RefusedPerMille { get; init; }
    public required int GonePerMille { get; init; }

    /// <summary>Answers that come when nobody waits for them any more.</summary>
    public required int LatePerMille { get; init; }

    /// <summary>Messages that never arrive, and as many answers.</summary>
    public required int LostPerMille { get; init; }
    public required int LatencyUsMax { get; init; }

    /// <summary>The product's own sizes.</summary>
    public required WebhookOptions Options { get; init; }

    public bool HasAny => CountMax > 0;

    /// <summary>Attempts before a delivery is given up.</summary>
    public int AttemptsMax => Options.WaitsInPlace.Length + Options.WaitsParked.Length + 1;

    public static WebhookClimate Of(ulong seed)
    {
        var dice = Dice.For(seed, thing: 7);
        var isKind = dice.Chance(150);
        return new WebhookClimate
        {
            CountMax = dice.Chance(HasAnyPerMille) ? dice.Skewed(1, 14) : 0,
            OfAllPerMille = dice.Pick([0, 200, 900]),
            CallWeights = [.. Enumerable.Range(0, Workload.WebhookKindCount).Select(_ => dice.Chance(200) ? 0 : dice.Between(1, 10))],
            RefusedPerMille = isKind ? 0 : dice.Skewed(0, 900),
            GonePerMille = isKind ? 0 : dice.Skewed(0, 60),
            LatePerMille = isKind ? 0 : dice.Skewed(0, 150),
            LostPerMille = isKind ? 0 : dice.Skewed(0, 300),
            LatencyUsMax = dice.Skewed(100, 50_000),
            Options = new WebhookOptions
            {
                AnswerWithin = Ms(dice.Pick([80, 400, 2_000])),
                WaitsInPlace = dice.Pick<TimeSpan[]>([[], [Ms(20)], [Ms(10), Ms(300)]]).ToImmutableArray(),
                WaitsParked = dice.Pick<TimeSpan[]>([[Ms(50)], [Ms(30), Ms(700)], [Ms(10), Ms(100), Ms(400)]]).ToImmutableArray(),
                ParkedMax = dice.Pick([1, 4, 1_000]),
                DeadMax = dice.Pick([4, 10_000, 10_000]),
                RingEvery = Ms(dice.Pick([800, 2_000])),
                RingIdleEvery = Ms(dice.Pick([2_000, 4_000])),
                KnownFor = Ms(dice.Pick([0, 200, 2_000])),
                DeliveriesPerSave = dice.Pick([1, 3, 16]),
                KeepMovesEvery = Ms(dice.Pick([300, 5_000])),
            },
        };
    }

    private static TimeSpan Ms(int ms) => TimeSpan.FromMilliseconds(ms);
}
