using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>How each kind of command is made up.</summary>
internal sealed partial class Workload
{
    private static readonly DateOnly FirstDay = new(2030, 1, 1);

    private Issued Open(OwnerId owner)
    {
        FeeSchedule? fee = owner.Kind == OwnerKind.Merchant && dice.Chance(500) ? new FeeSchedule(dice.Between(0, 3), dice.Between(0, 300)) : null;
        return Made(owner, $"open {fee}", (id, hash) => new OwnerCommand.Open(id, hash, "name", fee));
    }

    private Issued Deposit()
    {
        var (bank, user, amountMinor, asset) = (Custodian(), User(), AmountMinor(climate.DepositMinorMax), Asset());
        var reference = $"ref-{(dice.Chance(climate.KeyTakenPerMille) ? dice.Below(1 + count) : count)}";
        return Made(bank, $"deposit {amountMinor} {asset} for {user} {reference}", (id, hash) =>
            new CustodyCommand.ReportDeposit(id, hash, user, amountMinor, asset, reference));
    }

    private Issued Pay(OwnerId user)
    {
        var asset = Asset();
        ImmutableArray<Share> shares = [.. Enumerable.Range(0, dice.Skewed(1, 4)).Select(_ => new Share(Payee(), AmountMinor(climate.AmountMinorMax)))];
        if (dice.Chance(climate.NonsensePerMille / 4)) shares = [];
        var (order, device) = ($"order-{count % 50}", Device());
        var made = Made(user, $"pay {string.Join(" + ", shares.Select(share => $"{share.AmountMinor} to {share.Payee}"))} {asset} {order} {device:N}", (id, hash) =>
            new UserCommand.Pay(id, hash, shares, asset, Scene.Mall, order) { Device = device });
        foreach (var share in shares) payments.Add(new Begun(made.Command.Id, user, share.Payee, share.AmountMinor));
        return made;

        OwnerId Payee() => dice.Chance(100) ? OwnerId.Platform
            : dice.Chance(climate.NonsensePerMille / 2) ? dice.Pick([User(), new OwnerId(OwnerKind.Insurer, 1), new OwnerId(OwnerKind.Merchant, 99)])
            : Merchant();
    }

    private Issued Transfer(OwnerId user)
    {
        // To the next one in the circle half of the time, so that money runs round and round.
        var to = dice.Chance(500) ? new OwnerId(OwnerKind.User, (user.Number % climate.UserCount) + 1) : dice.Chance(900) ? User() : Anybody();
        var (amountMinor, asset) = (AmountMinor(climate.AmountMinorMax), Asset());
        return Made(user, $"transfer {amountMinor} {asset} to {to}", (id, hash) =>
            new UserCommand.Transfer(id, hash, to, amountMinor, asset, Note: null));
    }

    private Issued PlaceHold(OwnerId user)
    {
        var (payee, amountMinor, asset) = (Merchant(), AmountMinor(climate.AmountMinorMax), Asset());
        var ttlMs = dice.Chance(climate.NonsensePerMille) ? dice.Pick([0L, -5L, Limits.HoldTtlMsMax + 1]) : dice.Between(1, climate.HoldTtlMsMax);
        var device = Device();
        var made = Made(user, $"hold {amountMinor} {asset} for {payee} during {ttlMs} ms {device:N}", (id, hash) =>
            new UserCommand.PlaceHold(id, hash, payee, amountMinor, asset, ttlMs, Scene.Taxi, Order: null) { Device = device });
        holds.Add(new Begun(made.Command.Id, user, payee, amountMinor));
        return made;
    }

    private Issued Capture()
    {
        if (holds.Count == 0) return PlaceHold(User());
        var hold = Recent(holds);
        var amountMinor = dice.Chance(400) ? hold.AmountMinor : AmountMinor((int)Math.Clamp(hold.AmountMinor, 1, climate.AmountMinorMax));
        var (rest, by) = (dice.Chance(500), By(hold.With));
        var made = Made(hold.By, $"capture {amountMinor} of {hold.Id:N} by {by}, rest {rest}", (id, hash) =>
            new UserCommand.CaptureHold(id, hash, hold.Id, amountMinor, rest, by));
        payments.Add(new Begun(made.Command.Id, hold.By, hold.With, amountMinor));
        return made;
    }

    private Issued Release()
    {
        if (holds.Count == 0) return PlaceHold(User());
        var hold = Recent(holds);
        var by = By(hold.With);
        return Made(hold.By, $"release {hold.Id:N} by {by}", (id, hash) => new UserCommand.ReleaseHold(id, hash, hold.Id, by));
    }

    private Issued AskWithdrawal()
    {
        var (user, bank, amountMinor, asset) = (User(), dice.Chance(950) ? Custodian() : Merchant(), AmountMinor(climate.AmountMinorMax), Asset());
        var made = Made(user, $"withdraw {amountMinor} {asset} through {bank}", (id, hash) =>
            new UserCommand.AskWithdrawal(id, hash, bank, amountMinor, asset));
        withdrawals.Add(new Begun(made.Command.Id, user, bank, amountMinor));
        return made;
    }

    private Issued EndWithdrawal(bool isPaid)
    {
        if (withdrawals.Count == 0) return AskWithdrawal();
        var asked = Recent(withdrawals);
        var bank = dice.Chance(950) && asked.With.Kind == OwnerKind.Custody ? asked.With : Custodian();
        return isPaid
            ? Made(bank, $"confirm {asked.Id:N}", (id, hash) => new CustodyCommand.ConfirmWithdrawal(id, hash, asked.Id))
            : Made(bank, $"refuse {asked.Id:N}", (id, hash) => new CustodyCommand.RefuseWithdrawal(id, hash, asked.Id, "no such account"));
    }

    private Issued Refund()
    {
        if (Paid() is not { } payment) return Pay(User());
        var amountMinor = dice.Chance(400) ? payment.AmountMinor : AmountMinor((int)Math.Clamp(payment.AmountMinor, 1, climate.AmountMinorMax));
        return Made(payment.With, $"refund {amountMinor} of {payment.Id:N}", (id, hash) => new MerchantCommand.Refund(id, hash, payment.Id, amountMinor));
    }

    private Issued ConfirmReceipt()
    {
        if (Paid() is not { } payment) return Pay(User());
        return Made(payment.With, $"receipt of {payment.Id:N}", (id, hash) => new MerchantCommand.ConfirmReceipt(id, hash, payment.Id));
    }

    private Issued Settle()
    {
        DateOnly? day = dice.Chance(700) ? null : FirstDay.AddDays(dice.Between(-3, 40));
        return Made(Merchant(), $"settle {day}", (id, hash) => new MerchantCommand.Settle(id, hash, day));
    }

    private Issued IssueKey()
    {
        var secret = $"secret-{dice.Below(8)}";
        var made = Made(OwnerId.Platform, $"issue key {secret}", (id, hash) => new PlatformCommand.IssueKey(id, hash, secret, KeyRole.Auditor, Owner: null, "name"));
        apiKeys.Add(made.Command.Id);
        return made;
    }

    private Issued RevokeKey()
    {
        if (apiKeys.Count == 0) return IssueKey();
        var key = Recent(apiKeys);
        return Made(OwnerId.Platform, $"revoke key {key:N}", (id, hash) => new PlatformCommand.RevokeKey(id, hash, key));
    }

    private Guid? Device() => dice.Below(4) is > 0 and var number ? CommandId.HashOf("device", $"{number}") : null;

    private Begun? Paid()
    {
        if (payments.Count == 0) return null;
        var payment = Recent(payments);
        return payment.With.Kind == OwnerKind.Merchant ? payment : payment with { With = Merchant() };
    }
}
