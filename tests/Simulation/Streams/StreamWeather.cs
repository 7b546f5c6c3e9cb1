namespace Granary.Simulation;

/// <summary>What becomes of what is published to the observers: it is lost, comes twice, late, torn to pieces, and in another order.</summary>
internal sealed class StreamWeather(Climate climate, Dice dice, VirtualTime time)
{
    /// <summary>From here on everything arrives, once and in order.</summary>
    public bool IsHealed { get; set; }

    /// <summary>Passes a batch on, as far as it gets through.</summary>
    public Task Through<T>(IReadOnlyList<T> batch, Func<IReadOnlyList<T>, Task> deliver)
    {
        if (IsHealed) return deliver(batch);
        var queued = Task.CompletedTask;
        foreach (var piece in Pieces(batch))
        {
            for (var copies = dice.Chance(climate.StreamDoubledPerMille) ? 2 : 1; copies > 0; copies--)
            {
                if (dice.Chance(climate.StreamLostPerMille)) continue;
                // What is late is overtaken by what comes behind it.
                if (dice.Chance(climate.StreamLatePerMille)) time.After(dice.Skewed(50, 3_000_000), () => _ = deliver(piece));
                else queued = deliver(piece);
            }
        }
        return queued;
    }

    private IEnumerable<IReadOnlyList<T>> Pieces<T>(IReadOnlyList<T> batch)
    {
        if (batch.Count < 2 || !dice.Chance(climate.StreamLatePerMille)) return [batch];
        var cut = dice.Between(1, batch.Count - 1);
        IReadOnlyList<T> first = [.. batch.Take(cut)], rest = [.. batch.Skip(cut)];
        return dice.Chance(500) ? [first, rest] : [rest, first];
    }
}
