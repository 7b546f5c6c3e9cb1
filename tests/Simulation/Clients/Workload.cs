using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>One message that some client decided to send. No commands: it reads.</summary>
/// <param name="GapUs">How long after the message before.</param>
internal sealed record PlannedCall(int Index, long GapUs, OwnerId Owner, ImmutableArray<Issued> Commands)
{
    /// <summary>The webhook whose dead letters are to be delivered after all; such a call has no commands either.</summary>
    public Guid? Replayed { get; init; }
}

/// <summary>
/// Everything that clients will ever want, one after the other. It does not look at what became of earlier wishes, so each stays what it is
/// when others are left out; that is what makes a failing run shrinkable.
/// </summary>
/// <param name="hashOf">What the front sends along as the hash of a request's body.</param>
internal sealed partial class Workload(ulong seed, Climate climate, Func<string, Guid> hashOf)
{
    /// <summary>How many kinds of calls there are, for the <see cref="Climate"/> to weigh.</summary>
    public const int KindCount = 19;

    /// <summary>Those about webhooks, where there are any: they come after the others.</summary>
    public const int WebhookKindCount = 5;

    private const int Reading = 18;

    // Without these differences every owner would be closed before anything happened.
    private static readonly int[] Usual = [10, 10, 30, 3, 400, 400, 300, 250, 250, 100, 150, 100, 50, 150, 120, 80, 20, 10, 120, 60, 8, 12, 40, 15];

    private readonly Dice dice = Dice.For(seed, thing: 2);
    private readonly List<string> keys = [];
    private readonly List<Issued> issued = [];
    private readonly List<Begun> holds = [];
    private readonly List<Begun> payments = [];
    private readonly List<Begun> withdrawals = [];
    private readonly List<Guid> apiKeys = [];
    private readonly List<Guid> webhooks = [];
    private readonly ImmutableArray<OwnerId> population = Population(climate);
    private int count;

    /// <summary>Something that later calls may speak of.</summary>
    private readonly record struct Begun(Guid Id, OwnerId By, OwnerId With, long AmountMinor);

    public PlannedCall Next()
    {
        var index = count++;
        if (index < population.Length) return new PlannedCall(index, GapUs: 0, population[index], [Open(population[index])]);
        var gapUs = dice.Skewed(1, climate.GapUsMax);
        if (issued.Count > 0 && dice.Chance(climate.SameCallAgainPerMille))
        {
            var again = Recent(issued);
            return new PlannedCall(index, gapUs, again.Owner, [again]);
        }
        var kind = Kind();
        if (kind == Reading) return new PlannedCall(index, gapUs, dice.Pick(population), []);
        if (kind == Replaying && webhooks.Count > 0) return new PlannedCall(index, gapUs, OwnerId.Platform, []) { Replayed = Recent(webhooks) };
        var first = OfKind(kind);
        return new PlannedCall(index, gapUs, first.Owner, dice.Chance(climate.BulkPerMille) ? Bulk(first) : [first]);
    }

    private static ImmutableArray<OwnerId> Population(Climate climate) =>
    [
        OwnerId.Platform,
        .. Enumerable.Range(1, climate.CustodianCount).Select(number => new OwnerId(OwnerKind.Custody, number)),
        .. Enumerable.Range(1, climate.MerchantCount).Select(number => new OwnerId(OwnerKind.Merchant, number)),
        .. Enumerable.Range(1, climate.UserCount).Select(number => new OwnerId(OwnerKind.User, number)),
    ];

    private int Kind()
    {
        IReadOnlyList<int> weights = climate.Webhooks.HasAny ? [.. climate.CallWeights, .. climate.Webhooks.CallWeights] : climate.CallWeights;
        // Without deposits nobody ever has anything to lose.
        var thrown = dice.Below(Enumerable.Range(0, weights.Count).Sum(kind => Weight(kind)));
        for (var kind = 0; ; kind++)
        {
            thrown -= Weight(kind);
            if (thrown < 0) return kind;
        }

        int Weight(int kind) => Usual[kind] * (kind is 4 or 5 ? Math.Max(3, weights[kind]) : weights[kind]);
    }

    private ImmutableArray<Issued> Bulk(Issued first)
    {
        if (first.Command is not UserCommand) return [first];
        var all = ImmutableArray.CreateBuilder<Issued>();
        all.Add(first);
        for (var more = dice.Between(1, 5); more > 0; more--)
        {
            // One message never names a key twice; the front would have refused it.
            var next = OfKind(dice.Pick([5, 6, 7]), first.Owner);
            if (all.All(other => other.Command.Id != next.Command.Id)) all.Add(next);
        }
        return all.DrainToImmutable();
    }

    private Issued OfKind(int kind, OwnerId? by = null) => kind switch
    {
        0 => Open(dice.Pick(population)),
        1 => Made(Anybody(), "freeze", (id, hash) => new OwnerCommand.Freeze(id, hash, "watched")),
        2 => Made(Anybody(), "unfreeze", (id, hash) => new OwnerCommand.Unfreeze(id, hash, "cleared")),
        3 => Made(Anybody(), "close", (id, hash) => new OwnerCommand.Close(id, hash, "asked")),
        4 => Deposit(),
        5 => Pay(by ?? User()),
        6 => Transfer(by ?? User()),
        7 => PlaceHold(by ?? User()),
        8 => Capture(),
        9 => Release(),
        10 => AskWithdrawal(),
        11 or 12 => EndWithdrawal(isPaid: kind == 11),
        13 => Refund(),
        14 => ConfirmReceipt(),
        15 => Settle(),
        16 => IssueKey(),
        17 => RevokeKey(),
        _ => AboutWebhooks(kind),
    };

    /// <summary>The body is the whole request as text; its hash is what the front would send along.</summary>
    private Issued Made(OwnerId owner, string body, Func<Guid, Guid, Command> command)
    {
        var isTaken = keys.Count > 0 && dice.Chance(climate.KeyTakenPerMille);
        var key = isTaken ? Recent(keys) : $"key-{keys.Count}";
        keys.Add(key);
        var text = $"{owner} {body}";
        var made = new Issued(owner, command(CommandId.OfRequest("client", key), hashOf(text)), text);
        issued.Add(made);
        return made;
    }

    private OwnerId User() => Hot(OwnerKind.User, climate.UserCount);

    private OwnerId Merchant() => Hot(OwnerKind.Merchant, climate.MerchantCount);

    private OwnerId Custodian() => new(OwnerKind.Custody, dice.Between(1, climate.CustodianCount));

    private OwnerId Anybody() => dice.Pick([User(), User(), Merchant(), Custodian()]);

    private OwnerId Hot(OwnerKind kind, int kindCount) => new(kind, dice.Chance(climate.HotPerMille) ? 1 : dice.Between(1, kindCount));

    private Asset Asset() => climate.AssetCount == 1 || dice.Chance(800) ? Ledger.Asset.Cny : new Asset(392);

    private long AmountMinor(int most) => dice.Chance(climate.NonsensePerMille)
        ? dice.Pick([0L, -1L, 1_000_000_000_000_001L, long.MaxValue, long.MinValue])
        : dice.Between(1, most);

    private OwnerId? By(OwnerId payee) => dice.Below(3) switch { 0 => null, 1 => payee, _ => Merchant() };

    // What happened lately is what people come back to.
    private T Recent<T>(List<T> all) => all[^dice.Skewed(1, Math.Min(all.Count, climate.MemorySpan))];
}
