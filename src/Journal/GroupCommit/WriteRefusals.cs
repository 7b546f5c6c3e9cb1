namespace Granary.Journal.GroupCommit;

/// <summary>Whether the store lately said that it takes no writes at all. It is heard of by what is written anyway: nothing is written to find out.</summary>
internal sealed class WriteRefusals(TimeProvider time)
{
    // Whoever is said to refuse is sent nothing, and so would never be found to take writes again. A full disk is nothing that comes and goes.
    private static readonly TimeSpan HeldFor = TimeSpan.FromSeconds(15);

    private volatile Refusal? last;

    private sealed record Refusal(WriteRefusal Why, long At);

    internal bool AreRefused => last is { } refusal && time.GetElapsedTime(refusal.At) < HeldFor;

    internal void Refused(JournalUnavailableException refused)
    {
        if (refused.Refusal != WriteRefusal.None) last = new Refusal(refused.Refusal, time.GetTimestamp());
    }

    internal void Appended() => last = null;

    /// <summary>A host's beat was taken. It is a few bytes in the same place, so it says nothing about room.</summary>
    internal void Beaten()
    {
        if (last is { Why: WriteRefusal.ReadOnly }) last = null;
    }
}
