namespace Granary.Simulation;

/// <summary>How an append ends for the host that asked.</summary>
internal enum AppendEnd
{
    Told,
    Unavailable,
    UnknownAndNotWritten,
    UnknownThoughWritten,

    /// <summary>The connection breaks first and the database commits afterwards, all the same.</summary>
    UnknownAndWrittenLater,
}

/// <summary>What the way to the store does to what travels on it.</summary>
internal sealed class StoreWeather(Climate climate, Dice dice)
{
    /// <summary>From here on everything works.</summary>
    public bool IsHealed { get; set; }

    public long LatencyUs()
    {
        if (IsHealed) return 200;
        var latencyUs = dice.Skewed(10, climate.StoreLatencyUsMax);
        return dice.Chance(climate.StoreSlowPerMille) ? latencyUs * dice.Between(10, 300) : latencyUs;
    }

    public bool AnswersAtOnce() => !IsHealed && dice.Chance(climate.AtOncePerMille);

    /// <summary>The connection breaks when the work is done.</summary>
    public bool LosesAnswer() => !IsHealed && dice.Chance(climate.UnknownPerMille);

    /// <summary>The session that stands for a lease is gone, and its host does not know why.</summary>
    public bool LosesSession() => !IsHealed && dice.Chance(climate.UnknownPerMille / 4);

    public bool IsUnavailable() => !IsHealed && dice.Chance(climate.UnavailablePerMille);

    public bool ServesOldSnapshot() => !IsHealed && dice.Chance(climate.OldSnapshotPerMille);

    public bool ServesOldCursor() => !IsHealed && dice.Chance(climate.OldCursorPerMille);

    /// <summary>Whether what a host had sent before it died still arrives.</summary>
    public bool LastWordsArrive() => dice.Chance(500);

    public int Below(int bound) => dice.Below(bound);

    public AppendEnd NextEnd()
    {
        if (IsHealed) return AppendEnd.Told;
        if (IsUnavailable()) return AppendEnd.Unavailable;
        if (!dice.Chance(climate.UnknownPerMille)) return AppendEnd.Told;
        return dice.Pick([AppendEnd.UnknownAndNotWritten, AppendEnd.UnknownThoughWritten, AppendEnd.UnknownAndWrittenLater]);
    }
}
