namespace Granary.EndToEnd;

/// <summary>PostgreSQL is stopped, by turns in order and at once, and started again. Nobody touches the hosts.</summary>
internal sealed class DatabaseRestarted(Besieged besieged) : IFault
{
    private int restarts;

    public async Task<string> StrikeAsync(Random chance)
    {
        var isAtOnce = restarts++ % 2 == 1;
        var away = TimeSpan.FromMilliseconds(chance.Next(2_000));
        await Task.Run(() =>
        {
            if (isAtOnce) besieged.Postgres.StopAtOnce();
            else besieged.Postgres.Stop();
        });
        await Task.Delay(away);
        await Task.Run(besieged.Postgres.Start);
        return $"PostgreSQL stopped ({(isAtOnce ? "immediate" : "fast")}) and away for {away.TotalMilliseconds:F0} ms";
    }
}
