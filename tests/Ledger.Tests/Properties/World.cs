using System.Collections.Immutable;

namespace Granary.Ledger.Tests;

/// <summary>
/// A small ledger in memory that does to the pure core what the grains do: decide, write, apply, and bring credits to other owners late and
/// in their own time. Beside it runs a second, much simpler model: a sum per account.
/// </summary>
internal sealed class World
{
    public static readonly ImmutableArray<OwnerId> Users = [Given.Alice, Given.Bob, new(OwnerKind.User, number: 3)];
    public static readonly ImmutableArray<OwnerId> Merchants = [Given.Shop, Given.OtherShop];
    public static readonly ImmutableArray<OwnerId> Custodians = [Given.Icbc, Given.Ceb];

    private readonly Dictionary<OwnerId, Owner> owners = [];
    private readonly List<Entry> journal = [];
    private readonly Dictionary<(OwnerId, Pocket, Asset), Int128> sums = [];
    private int commandCount;

    public World()
    {
        foreach (var user in Users) owners[user] = new Owner<UserState>(user, UserState.Empty, UserDecider.Decide, UserDecider.NextDue);
        foreach (var merchant in Merchants) owners[merchant] = new Owner<MerchantState>(merchant, MerchantState.Empty, MerchantDecider.Decide, MerchantDecider.NextDue);
        foreach (var custodian in Custodians) owners[custodian] = new Owner<CustodyState>(custodian, CustodyState.Empty, CustodyDecider.Decide, CustodyDecider.NextDue);
        owners[OwnerId.Platform] = new Owner<PlatformState>(OwnerId.Platform, PlatformState.Empty, PlatformDecider.Decide, PlatformDecider.NextDue);
        foreach (var owner in owners.Keys) Do(owner, new OwnerCommand.Open(NextId(), Given.RequestHash, owner.ToString(), Fee: null));
    }

    public long NowMs { get; set; } = Given.Shanghai(2026, 11, 11, 9);

    public IReadOnlyList<Entry> Journal => journal;

    public IEnumerable<Owner> Owners => owners.Values;

    public Guid NextId() => Given.Id(commandCount++);

    public Int128 SumOf(OwnerId owner, Pocket pocket, Asset asset) => sums.GetValueOrDefault((owner, pocket, asset));

    public IEnumerable<(OwnerId Owner, Pocket Pocket, Asset Asset, Int128 AmountMinor)> Sums =>
        sums.Select(sum => (sum.Key.Item1, sum.Key.Item2, sum.Key.Item3, sum.Value));

    public Outcome Do(OwnerId id, Command command)
    {
        var owner = owners[id];
        while (owner.NextDue(NowMs) is { } due) Decide(owner, due);
        return Decide(owner, command);
    }

    public void BringCredits(OwnerId owner) => owners[owner].CatchUp();

    private Outcome Decide(Owner owner, Command command)
    {
        var facts = new Facts(NowMs, [.. command.Payees.Select(payee => (payee, owners[payee].Status))], About(command));
        var outcome = owner.Decide(command, facts, out var entry);
        if (outcome.MayDifferWithNewerEntries())
        {
            owner.CatchUp();
            outcome = owner.Decide(command, facts, out entry);
        }
        if (entry is not null) Write(owner, entry);
        return outcome;
    }

    private void Write(Owner owner, Entry entry)
    {
        journal.Add(entry);
        owner.Apply(entry);
        foreach (var transfer in entry.Transfers)
        {
            Add(entry.Owner, transfer.DebitPocket, transfer.Asset, -transfer.AmountMinor);
            Add(transfer.CreditOwner, transfer.CreditPocket, transfer.Asset, transfer.AmountMinor);
            if (transfer.CreditOwner == entry.Owner) continue;
            owners[transfer.CreditOwner].Await(new Credit(
                Partition: 0, journal.Count, entry.Owner, entry.AtMs, transfer.CreditPocket, transfer.Asset, transfer.AmountMinor));
        }
    }

    private void Add(OwnerId owner, Pocket pocket, Asset asset, Int128 creditMinor) =>
        sums[(owner, pocket, asset)] = SumOf(owner, pocket, asset) + (pocket.GrowsOnDebit() ? -creditMinor : creditMinor);

    private ImmutableArray<Entry> About(Command command) =>
    [
        .. journal.Where(entry =>
            (command.Subject != Guid.Empty && (entry.CommandId == command.Subject || entry.Event.Subject == command.Subject))
            || (command.Reference is { } reference && entry.Event.Reference == reference)),
    ];
}
