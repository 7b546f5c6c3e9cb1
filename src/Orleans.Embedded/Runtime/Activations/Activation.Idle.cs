namespace Orleans.Embedded.Runtime;

internal sealed partial class Activation
{
    internal bool IsIdleFor(long age, long now)
    {
        lock (this)
        {
            return phase == Phase.Active && running == 0 && !ending && waiting.IsEmpty
                && now - idleSince >= age && (belongings is null || belongings.KeepUntil <= now);
        }
    }

    internal void DelayDeactivation(TimeSpan span)
    {
        lock (this)
        {
            Belongings.KeepUntil = span < TimeSpan.Zero && span != Timeout.InfiniteTimeSpan
                ? long.MinValue
                : Silo.Clock.After(span);
        }
    }
}
