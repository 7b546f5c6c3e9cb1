using System.Collections.Immutable;
using Granary.Grains;
using Granary.Ledger;
using Orleans.Concurrency;

namespace Granary.Simulation;

/// <summary>A user who pays out of a hold and forgets to cross it off, so that what was taken can be released as well.</summary>
[Reentrant]
public sealed class ForgetfulUserGrain(BookContext context) : OwnerGrain<UserState>(OwnerKind.User, Forgetful, context), IUserGrain
{
    private static readonly BookRules<UserState> Forgetful = UserGrain.Rules with { Decide = Decide };

    protected override ImmutableArray<Hold> OpenHolds => State.Holds;

    public Task<Answer> Execute(UserCommand command) => Carry(command);

    public async Task<ImmutableArray<Answer>> ExecuteAll(ImmutableArray<UserCommand> commands) => [.. await Task.WhenAll(commands.Select(Carry))];

    private static Decision Decide(OwnerId owner, UserState state, Command command, Facts facts)
    {
        var decision = UserDecider.Decide(owner, state, command, facts);
        return decision.Event is UserEvent.HoldCaptured captured && state.FindHold(captured.HoldId) is { } hold
            ? decision with { Event = captured with { LeftMinor = hold.LeftMinor } }
            : decision;
    }
}
