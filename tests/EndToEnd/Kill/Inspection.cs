using System.Text.Json.Nodes;

namespace Granary.EndToEnd;

/// <summary>An entry of the journal as its owner's list shows it.</summary>
internal sealed record Seen(string Id, string Owner, string? Reference, Movement[] Movements);

/// <summary>
/// Compares what a restarted Granary says with what the parent recorded. Answers with everything that is wrong, so that a test can also
/// demand that something is.
/// </summary>
internal sealed class Inspection(Town town)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Seen> entries = [];
    private readonly Dictionary<string, long> lastSequence = [];
    private readonly Dictionary<(string Owner, string Pocket), long> sums = [];

    public async Task<List<string>> FindWrongsAsync(IEntrance entrance, Records records)
    {
        using var auditor = entrance.Client("auditor");
        List<string> wrongs = [];
        foreach (var (owner, page) in town.Pages) await ReadNewEntriesAsync(auditor, owner, page, wrongs);
        CompareWithRecords(records, wrongs);
        await CompareBalancesAsync(auditor, wrongs);
        await ProveAsync(auditor, wrongs);
        return wrongs;
    }

    /// <summary>Every acknowledged command again: the same bytes, and nothing new. Every unanswered one again: now it is answered.</summary>
    public static async Task<List<string>> ReplayAsync(IEntrance entrance, Records records, IEnumerable<Acknowledged> acknowledged)
    {
        using var sender = new Sender(entrance, records);
        List<string> wrongs = [];
        await Parallel.ForEachAsync(acknowledged.ToList(), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (before, _) =>
        {
            var again = await sender.InsistAsync(before.Sent, Patience);
            if (again is { IsReplayed: true } && again.Body == before.Body) return;
            lock (wrongs) wrongs.Add($"{before.Sent.Key} was answered {before.Body}, and again {again}");
        });
        foreach (var sent in records.Unanswered.ToList())
        {
            if (await sender.InsistAsync(sent, Patience) is null or { Status: 503 }) wrongs.Add($"{sent.Key} has no answer even now");
        }
        return wrongs;
    }

    private async Task ReadNewEntriesAsync(GranaryClient auditor, string owner, string path, List<string> wrongs)
    {
        var known = lastSequence.GetValueOrDefault(owner);
        List<(long Sequence, Seen Entry)> news = [];
        string? cursor = null;
        do
        {
            var answer = await auditor.GetAsync($"{path}/entries?limit=100{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            var page = answer["entries"]!.AsArray();
            var own = page.Where(entry => Text(entry!, "owner") == owner)
                .Select(entry => (entry!["sequence"]!.GetValue<long>(), Read(entry!))).ToList();
            news.AddRange(own.Where(entry => entry.Item1 > known));
            // Newest first. A page of what others wrote, all of it seen before, has nothing new of the owner's behind it.
            var isOld = own.Exists(entry => entry.Item1 <= known) || (known > 0 && own.Count == 0 && page.All(entry => entries.ContainsKey(Text(entry!, "id"))));
            cursor = isOld ? null : answer["nextCursor"]?.GetValue<string>();
        }
        while (cursor is not null);

        foreach (var (sequence, entry) in news.OrderBy(entry => entry.Sequence))
        {
            if (sequence != known + 1) wrongs.Add($"{owner}: after sequence {known} comes {sequence}");
            known = sequence;
            if (!entries.TryAdd(entry.Id, entry)) wrongs.Add($"{entry.Id} is there twice");
            foreach (var movement in entry.Movements) Add(movement);
        }
        lastSequence[owner] = known;
    }

    private void Add(Movement movement)
    {
        // The bank's pocket grows when it is debited; all others when they are credited.
        var (from, to) = ((movement.From, movement.FromPocket), (movement.To, movement.ToPocket));
        sums[from] = sums.GetValueOrDefault(from) + (movement.FromPocket == "bank" ? movement.AmountMinor : -movement.AmountMinor);
        sums[to] = sums.GetValueOrDefault(to) + (movement.ToPocket == "bank" ? -movement.AmountMinor : movement.AmountMinor);
    }

    private void CompareWithRecords(Records records, List<string> wrongs)
    {
        var unclaimed = entries.Values.Where(entry => entry.Movements.Length > 0).ToDictionary(entry => entry.Id);
        foreach (var answer in records.Acknowledged)
        {
            if (!unclaimed.Remove(answer.Id, out var entry)) wrongs.Add($"LOST or doubled: {answer.Sent.Key} was acknowledged as {answer.Id}");
            else if (entry.Movements is not [var only] || only != answer.Sent.Effect) wrongs.Add($"{answer.Sent.Key} did something else: {entry}");
        }
        var asked = records.Unanswered.Select(sent => sent.Effect).ToList();
        foreach (var entry in unclaimed.Values)
        {
            if (entry.Movements is not [var only] || !asked.Remove(only)) wrongs.Add($"nobody asked for {entry}, or for a part of it");
        }
    }

    private async Task CompareBalancesAsync(GranaryClient auditor, List<string> wrongs)
    {
        foreach (var (owner, page) in town.Pages)
        {
            var said = (await auditor.GetAsync(page))["balances"]!.AsArray()
                .ToDictionary(balance => (owner, Text(balance!, "pocket")), balance => balance!["amountMinor"]!.GetValue<long>());
            foreach (var account in sums.Keys.Where(account => account.Owner == owner).Union(said.Keys))
            {
                var (fold, balance) = (sums.GetValueOrDefault(account), said.GetValueOrDefault(account));
                if (fold != balance) wrongs.Add($"{account}: the balance is {balance}, its entries say {fold}");
                if (balance < 0) wrongs.Add($"{account}: {balance} is negative");
            }
        }
    }

    private static async Task ProveAsync(GranaryClient auditor, List<string> wrongs)
    {
        var proof = await auditor.GetAsync("/v1/ledger/proof");
        if (proof["sumsMinor"]!["CNY"]!.GetValue<long>() != 0) wrongs.Add($"the sum is not zero: {proof}");
        if (proof["customerLiabilitiesMinor"]!.ToJsonString() != proof["custodyMinor"]!.ToJsonString()) wrongs.Add($"custody does not cover what is owed: {proof}");
    }

    private static Seen Read(JsonNode entry) => new(
        Text(entry, "id"), Text(entry, "owner"), entry["reference"]?.GetValue<string>(),
        [
            .. entry["transfers"]!.AsArray().Select(transfer => new Movement(
                Text(entry, "kind"), Text(transfer!["debit"]!, "owner"), Text(transfer["debit"]!, "pocket"),
                Text(transfer["credit"]!, "owner"), Text(transfer["credit"]!, "pocket"), transfer["amountMinor"]!.GetValue<long>())),
        ]);

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
