using System.Collections.Immutable;
using Granary.Grains;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>
/// Whoever calls Granary, and the network in between: requests and answers are lost, late and doubled, and who hears nothing asks again,
/// perhaps elsewhere. What a host answered is judged where it is given, heard or not.
/// </summary>
internal sealed class Clients(ulong seed, Climate climate, Cluster cluster, Lane lane, VirtualTime time, Oracle oracle)
{
    private const int GiveUpPerMille = 150;

    /// <summary>Calls whose clients still want an answer.</summary>
    public int OpenCount { get; private set; }

    /// <summary>From here on nothing is lost and nobody gives up.</summary>
    public bool IsHealed { get; set; }

    public void Begin(PlannedCall call)
    {
        OpenCount++;
        lane.Start(() => Carry(call));
    }

    private async Task Carry(PlannedCall call)
    {
        var dice = Dice.For(seed, 1_000 + (ulong)call.Index);
        while (true)
        {
            var left = await Send(call, dice);
            if (left is { IsEmpty: true } || (!IsHealed && dice.Chance(GiveUpPerMille))) break;
            // Of a message with several commands only those are sent again that have no answer yet.
            if (left is { } unanswered) call = call with { Commands = unanswered };
            await Wait(dice.Skewed(1_000, 200_000));
        }
        OpenCount--;
    }

    // The commands that are still to be answered; null when nothing was heard.
    private Task<ImmutableArray<Issued>?> Send(PlannedCall call, Dice dice)
    {
        var heard = new TaskCompletionSource<ImmutableArray<Issued>?>();
        var copies = !IsHealed && dice.Chance(climate.DoubledPerMille) ? 2 : 1;
        for (; copies > 0; copies--)
        {
            var host = cluster.HostOf(call.Owner, dice.Chance(climate.WrongHostPerMille) ? dice : null);
            var (there, back) = (IsLost(dice), IsLost(dice));
            var (thereUs, backUs) = (LatencyUs(dice), LatencyUs(dice));
            if (!there) lane.Start(() => Deliver(call, host, thereUs, back ? null : backUs, heard));
        }
        time.After(climate.ClientPatienceMs * 1_000L, () => heard.TrySetResult(null));
        return heard.Task;
    }

    private async Task Deliver(PlannedCall call, int hostNumber, long thereUs, long? backUs, TaskCompletionSource<ImmutableArray<Issued>?> heard)
    {
        await Wait(thereUs);
        var left = cluster.At(hostNumber) is { IsUp: true } host ? await (call.Replayed is { } webhook ? Replay(webhook, host) : call.Commands.IsEmpty ? Read(call, host) : Carry(call, host)) : null;
        if (backUs is not { } delayUs) return;
        await Wait(delayUs);
        heard.TrySetResult(left);
    }

    private async Task<ImmutableArray<Issued>?> Carry(PlannedCall call, Host host)
    {
        var attempts = call.Commands.Select(command => oracle.Called(command, host)).ToList();
        ImmutableArray<Answer> answers;
        try
        {
            answers = await Ask(host, call.Commands);
        }
        catch (Exception failed)
        {
            foreach (var attempt in attempts) oracle.Failed(attempt, failed);
            return null;
        }
        for (var i = 0; i < answers.Length; i++) oracle.Answered(attempts[i], answers[i]);
        return [.. call.Commands.Where((_, i) => answers[i].Outcome == Outcome.Busy)];
    }

    private async Task<ImmutableArray<Issued>?> Read(PlannedCall call, Host host)
    {
        var before = oracle.Ledger.Of(call.Owner).Version;
        try
        {
            var view = await Find(host, call.Owner).Read();
            // While something is written at the same time, nobody can say which instant a reader should have seen.
            if (oracle.Ledger.Of(call.Owner).Version == before) oracle.Viewed(view, host);
            return [];
        }
        catch (Exception failed)
        {
            if (!Failures.MayHappen(failed)) oracle.Accuse($"reading {call.Owner} at {host.Name} ended in {failed}");
            return null;
        }
    }

    private async Task<ImmutableArray<Issued>?> Replay(Guid webhook, Host host)
    {
        try
        {
            await host.Grains.GetGrain<IWebhookDeskGrain>(0).Replay(webhook, deliveryId: null);
            return [];
        }
        catch (Exception failed)
        {
            if (!Failures.MayHappen(failed)) oracle.Accuse($"replaying {webhook:N} at {host.Name} ended in {failed}");
            return null;
        }
    }

    private static async Task<ImmutableArray<Answer>> Ask(Host host, ImmutableArray<Issued> commands)
    {
        if (commands.Length > 1)
        {
            return await host.Grains.GetGrain<IUserGrain>(commands[0].Owner.Number).ExecuteAll([.. commands.Select(one => (UserCommand)one.Command)]);
        }
        var (owner, command) = (commands[0].Owner, commands[0].Command);
        return [await (command switch
        {
            UserCommand asked => host.Grains.GetGrain<IUserGrain>(owner.Number).Execute(asked),
            MerchantCommand asked => host.Grains.GetGrain<IMerchantGrain>(owner.Number).Execute(asked),
            CustodyCommand asked => host.Grains.GetGrain<ICustodyGrain>(owner.Number).Execute(asked),
            PlatformCommand.RegisterWebhook asked => host.Grains.GetGrain<IWebhookDeskGrain>(0).Register(asked),
            PlatformCommand.RemoveWebhook asked => host.Grains.GetGrain<IWebhookDeskGrain>(0).Remove(asked),
            PlatformCommand asked => host.Grains.GetGrain<IPlatformGrain>(owner.Number).Execute(asked),
            OwnerCommand asked => Find(host, owner).Manage(asked),
            _ => throw new InvalidOperationException($"nobody takes {command.GetType().Name}"),
        })];
    }

    public static IOwnerGrain Find(Host host, OwnerId owner) => owner.Kind switch
    {
        OwnerKind.User => host.Grains.GetGrain<IUserGrain>(owner.Number),
        OwnerKind.Merchant => host.Grains.GetGrain<IMerchantGrain>(owner.Number),
        OwnerKind.Custody => host.Grains.GetGrain<ICustodyGrain>(owner.Number),
        OwnerKind.Platform => host.Grains.GetGrain<IPlatformGrain>(owner.Number),
        _ => throw new InvalidOperationException($"{owner} has no grain"),
    };

    public Task Wait(long delayUs)
    {
        var done = new TaskCompletionSource();
        time.After(delayUs, done.SetResult);
        return done.Task;
    }

    private bool IsLost(Dice dice) => dice.Chance(climate.LostPerMille) && !IsHealed;

    // Different for every message, so they overtake each other.
    private long LatencyUs(Dice dice) => dice.Skewed(20, climate.LatencyUsMax);
}
