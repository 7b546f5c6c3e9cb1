namespace Granary.Architecture;

internal static class Rule
{
    /// <summary>Fails with every offender on a line of its own; xunit's own message would show the first few.</summary>
    public static void BrokenByNone(IEnumerable<string> offenders)
    {
        var all = offenders.ToList();
        Assert.True(all.Count == 0, "broken by:\n" + string.Join('\n', all));
    }
}
