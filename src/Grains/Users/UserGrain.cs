using System.Collections.Immutable;
using Granary.Ledger;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Granary.Grains;

[Reentrant, RandomPlacement]
public sealed class UserGrain(BookContext context) : OwnerGrain<UserState>(OwnerKind.User, Rules, context), IUserGrain
{
    public static BookRules<UserState> Rules { get; } = new(UserDecider.Decide, UserDecider.NextDue, LedgerJson.Default.UserState);

    protected override ImmutableArray<Hold> OpenHolds => State.Holds;

    public Task<Answer> Execute(UserCommand command) => Carry(command);

    public async Task<ImmutableArray<Answer>> ExecuteAll(ImmutableArray<UserCommand> commands) =>
        [.. await Task.WhenAll(commands.Select(Carry))];
}
