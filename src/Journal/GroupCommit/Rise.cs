namespace Granary.Journal.GroupCommit;

internal static class Rise
{
    /// <summary>Lifts a mark that several threads lift; it never falls.</summary>
    internal static void To(ref long mark, long position)
    {
        for (var seen = Volatile.Read(ref mark); seen < position;)
        {
            var before = Interlocked.CompareExchange(ref mark, position, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
