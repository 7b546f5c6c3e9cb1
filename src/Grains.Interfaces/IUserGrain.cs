using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Grains;

/// <summary>A user: cash, holds, payments, transfers and withdrawals.</summary>
[Alias("granary.user")]
public interface IUserGrain : IOwnerGrain
{
    Task<Answer> Execute(UserCommand command);

    /// <summary>Several commands in one message, each decided by itself, answered in order.</summary>
    Task<ImmutableArray<Answer>> ExecuteAll(ImmutableArray<UserCommand> commands);
}
