using Granary.Journal;

namespace Granary.Simulation;

/// <summary>Who leads the feed of one partition. Who shows no sign of life for a while is replaced, dead, paused or merely slow.</summary>
internal sealed class ModelLease
{
    private ModelJournal? leader;
    private long renewedUs;

    public bool TryTake(ModelJournal by, long nowUs)
    {
        var isFree = leader is null || leader.IsHostDead || nowUs - renewedUs > (long)IFeedLease.FrozenAfter.TotalMicroseconds;
        if (isFree) (leader, renewedUs) = (by, nowUs);
        return isFree;
    }

    public bool TryRenew(ModelJournal by, long nowUs)
    {
        if (leader == by) renewedUs = nowUs;
        return leader == by;
    }

    public void GiveUp(ModelJournal by)
    {
        if (leader == by) leader = null;
    }
}
