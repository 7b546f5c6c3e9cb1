using System.Collections.Immutable;

namespace Granary.Ledger.Tests;

/// <summary>Alice holds 100 for the shop until a second after noon.</summary>
public abstract class HoldTable<TCommand> : UserTable<TCommand>
    where TCommand : Command
{
    protected static readonly Hold Held = new(
        Given.Id("hold"), Given.Shop, Asset.Cny, LeftMinor: 100, ExpiresAtMs: Given.Noon + 1_000, Scene.Taxi, Order: "ride-1");

    protected static readonly UserState Holding = UserState.Empty with
    {
        Status = OwnerStatus.Open,
        Balances = Balances.None.Credit(Pocket.Held, Asset.Cny, 100),
        Holds = [Held],
    };

    protected static ImmutableArray<Flaw<UserState, TCommand>> HoldFlaws { get; } =
    [
        Wrong(Outcome.HoldUnknown, "hold", s => s with { State = s.State with { Holds = [] } }),
        Wrong(Outcome.HoldExpired, "hold", s => s with { Facts = Facts.At(Held.ExpiresAtMs) }),
    ];
}

public sealed class CaptureHoldTable : HoldTable<UserCommand.CaptureHold>
{
    protected override Situation<UserState, UserCommand.CaptureHold> Sound => new(
        Holding,
        new UserCommand.CaptureHold(Given.Id("capture"), Given.RequestHash, Held.Id, AmountMinor: 100, ReleaseRest: false, By: Given.Shop),
        Facts.At(Held.ExpiresAtMs - 1));

    protected override ImmutableArray<Flaw<UserState, UserCommand.CaptureHold>> Flaws =>
    [
        Wrong(Outcome.AmountNotPositive, "amount", s => s with { Command = s.Command with { AmountMinor = 0 } }),
        Wrong(Outcome.AmountTooLarge, "amount", s => s with { Command = s.Command with { AmountMinor = Limits.AmountMinorMax + 1 } }),
        .. OwnerFlaws,
        .. HoldFlaws,
        Wrong(Outcome.NotThePayee, "by", s => s with { Command = s.Command with { By = Given.OtherShop } }),
        Wrong(Outcome.ExceedsHold, "amount", s => s with { Command = s.Command with { AmountMinor = 101 } }),
    ];
}

public sealed class ReleaseHoldTable : HoldTable<UserCommand.ReleaseHold>
{
    protected override Situation<UserState, UserCommand.ReleaseHold> Sound => new(
        Holding, new UserCommand.ReleaseHold(Given.Id("release"), Given.RequestHash, Held.Id, By: null), Facts.At(Held.ExpiresAtMs - 1));

    protected override ImmutableArray<Flaw<UserState, UserCommand.ReleaseHold>> Flaws =>
    [
        .. OwnerFlaws,
        .. HoldFlaws,
        Wrong(Outcome.NotThePayee, "by", s => s with { Command = s.Command with { By = Given.OtherShop } }),
    ];
}

public sealed class ExpireHoldTable : HoldTable<UserCommand.ExpireHold>
{
    protected override Situation<UserState, UserCommand.ExpireHold> Sound => new(
        Holding with { Status = OwnerStatus.Frozen }, new UserCommand.ExpireHold(Given.Id("expire"), Held.Id), Facts.At(Held.ExpiresAtMs));

    protected override ImmutableArray<Flaw<UserState, UserCommand.ExpireHold>> Flaws =>
    [
        Wrong(Outcome.HoldUnknown, "hold", s => s with { State = s.State with { Holds = [] } }),
        Wrong(Outcome.HoldUnknown, "hold", s => s with { Facts = Facts.At(Held.ExpiresAtMs - 1) }),
    ];
}
