using System.Collections.Immutable;

namespace Granary.Ledger.Tests;

/// <summary>What the tables of all user commands share.</summary>
public abstract class UserTable<TCommand> : DecisionTable<UserState, TCommand>
    where TCommand : Command
{
    protected override Decision Decide(Situation<UserState, TCommand> situation) =>
        UserDecider.Decide(Given.Alice, situation.State, situation.Command, situation.Facts);

    protected static ImmutableArray<Flaw<UserState, TCommand>> OwnerFlaws { get; } =
    [
        Wrong(Outcome.OwnerUnknown, "owner", s => s with { State = s.State with { Status = OwnerStatus.Unknown } }),
        Wrong(Outcome.OwnerClosed, "owner", s => s with { State = s.State with { Status = OwnerStatus.Closed } }),
        Wrong(Outcome.OwnerFrozen, "owner", s => s with { State = s.State with { Status = OwnerStatus.Frozen } }),
    ];

    protected static ImmutableArray<Flaw<UserState, TCommand>> PayeeFlaws { get; } =
    [
        Wrong(Outcome.PayeeUnknown, "payee", s => s with { Facts = s.Facts with { Payees = [] } }),
        Wrong(Outcome.PayeeClosed, "payee", s => s with { Facts = Given.Everybody(OwnerStatus.Closed, s.Command.Payees) }),
        Wrong(Outcome.PayeeFrozen, "payee", s => s with { Facts = Given.Everybody(OwnerStatus.Frozen, s.Command.Payees) }),
    ];

    protected static Flaw<UserState, TCommand> TooPoor { get; } =
        Wrong(Outcome.InsufficientFunds, "cash", s => s with { State = s.State with { Balances = Given.Cash(99) } });
}

public sealed class PayTable : UserTable<UserCommand.Pay>
{
    protected override Situation<UserState, UserCommand.Pay> Sound => new(
        Given.User(cashMinor: 100),
        new UserCommand.Pay(Given.Id("pay"), Given.RequestHash, [new Share(Given.Shop, 100)], Asset.Cny, Scene.Mall, "order-1"),
        Given.Everybody(OwnerStatus.Open, Given.Shop));

    protected override ImmutableArray<Flaw<UserState, UserCommand.Pay>> Flaws =>
    [
        Wrong(Outcome.AmountNotPositive, "shares", s => s with { Command = s.Command with { Shares = [] } }),
        Wrong(Outcome.AmountNotPositive, "shares", s => Shares(s, new Share(Given.Shop, 0))),
        Wrong(Outcome.AmountNotPositive, "shares", s => Shares(s, new Share(Given.Shop, 100), new Share(Given.Shop, -1))),
        Wrong(Outcome.AmountNotPositive, "shares", s => Shares(s, new Share(Given.Shop, long.MinValue), new Share(Given.Shop, long.MaxValue))),
        Wrong(Outcome.AmountTooLarge, "shares", s => Shares(s, new Share(Given.Shop, Limits.AmountMinorMax + 1))),
        Wrong(Outcome.AmountTooLarge, "shares", s => Shares(s, new Share(Given.Shop, Limits.AmountMinorMax), new Share(Given.Shop, 1))),
        Wrong(Outcome.AmountTooLarge, "shares", s => Shares(s, new Share(Given.Shop, long.MaxValue), new Share(Given.Shop, long.MaxValue))),
        Wrong(Outcome.TooManyShares, "shares", s => Shares(s, [.. Enumerable.Repeat(new Share(Given.Shop, 1), Limits.SharesMax + 1)])),
        Wrong(Outcome.PayeeKindWrong, "shares", s => Shares(s, new Share(Given.Shop, 1), new Share(Given.Bob, 1))),
        .. OwnerFlaws,
        .. PayeeFlaws,
        TooPoor,
    ];

    private static Situation<UserState, UserCommand.Pay> Shares(Situation<UserState, UserCommand.Pay> s, params ImmutableArray<Share> shares) =>
        s with { Command = s.Command with { Shares = shares } };
}

public sealed class TransferTable : UserTable<UserCommand.Transfer>
{
    protected override Situation<UserState, UserCommand.Transfer> Sound => new(
        Given.User(cashMinor: 100),
        new UserCommand.Transfer(Given.Id("transfer"), Given.RequestHash, Given.Bob, AmountMinor: 100, Asset.Cny, Note: null),
        Given.Everybody(OwnerStatus.Open, Given.Bob));

    protected override ImmutableArray<Flaw<UserState, UserCommand.Transfer>> Flaws =>
    [
        Wrong(Outcome.AmountNotPositive, "amount", s => s with { Command = s.Command with { AmountMinor = 0 } }),
        Wrong(Outcome.AmountNotPositive, "amount", s => s with { Command = s.Command with { AmountMinor = long.MinValue } }),
        Wrong(Outcome.AmountTooLarge, "amount", s => s with { Command = s.Command with { AmountMinor = Limits.AmountMinorMax + 1 } }),
        Wrong(Outcome.SelfTransfer, "to", s => s with { Command = s.Command with { To = Given.Alice } }),
        Wrong(Outcome.PayeeKindWrong, "to", s => s with { Command = s.Command with { To = Given.Shop } }),
        .. OwnerFlaws,
        .. PayeeFlaws,
        TooPoor,
    ];
}

public sealed class PlaceHoldTable : UserTable<UserCommand.PlaceHold>
{
    protected override Situation<UserState, UserCommand.PlaceHold> Sound => new(
        Given.User(cashMinor: 100),
        new UserCommand.PlaceHold(
            Given.Id("hold"), Given.RequestHash, Given.Shop, AmountMinor: 100, Asset.Cny, TtlMs: 60_000, Scene.Taxi, Order: "ride-1"),
        Given.Everybody(OwnerStatus.Open, Given.Shop));

    protected override ImmutableArray<Flaw<UserState, UserCommand.PlaceHold>> Flaws =>
    [
        Wrong(Outcome.AmountNotPositive, "amount", s => s with { Command = s.Command with { AmountMinor = 0 } }),
        Wrong(Outcome.AmountTooLarge, "amount", s => s with { Command = s.Command with { AmountMinor = Limits.AmountMinorMax + 1 } }),
        Wrong(Outcome.TtlOutOfRange, "ttl", s => s with { Command = s.Command with { TtlMs = 0 } }),
        Wrong(Outcome.TtlOutOfRange, "ttl", s => s with { Command = s.Command with { TtlMs = Limits.HoldTtlMsMax + 1 } }),
        Wrong(Outcome.PayeeKindWrong, "kind", s => s with { Command = s.Command with { Payee = OwnerId.Platform } }),
        .. OwnerFlaws,
        .. PayeeFlaws,
        Wrong(Outcome.TooManyHolds, "holds", s => s with { State = s.State with { Holds = Full } }),
        TooPoor,
    ];

    private static ImmutableArray<Hold> Full { get; } =
    [
        .. Enumerable.Range(0, Limits.OpenHoldsMax).Select(i =>
            new Hold(Given.Id(i), Given.Shop, Asset.Cny, LeftMinor: 1, ExpiresAtMs: long.MaxValue, Scene.Mall, Order: null)),
    ];
}

public sealed class AskWithdrawalTable : UserTable<UserCommand.AskWithdrawal>
{
    protected override Situation<UserState, UserCommand.AskWithdrawal> Sound => new(
        Given.User(cashMinor: 100),
        new UserCommand.AskWithdrawal(Given.Id("withdrawal"), Given.RequestHash, Given.Icbc, AmountMinor: 100, Asset.Cny),
        Given.Everybody(OwnerStatus.Open, Given.Icbc));

    protected override ImmutableArray<Flaw<UserState, UserCommand.AskWithdrawal>> Flaws =>
    [
        Wrong(Outcome.AmountNotPositive, "amount", s => s with { Command = s.Command with { AmountMinor = -1 } }),
        Wrong(Outcome.AmountTooLarge, "amount", s => s with { Command = s.Command with { AmountMinor = long.MaxValue } }),
        Wrong(Outcome.PayeeKindWrong, "kind", s => s with { Command = s.Command with { Custodian = Given.Shop } }),
        .. OwnerFlaws,
        .. PayeeFlaws,
        TooPoor,
    ];
}
