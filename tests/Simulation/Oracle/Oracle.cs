using Granary.Grains;
using Granary.Journal;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>
/// Knows what may happen and watches everything that does: each entry as it lands, each answer as it is given, each snapshot as it is kept.
/// It believes nobody; what it holds against them is <see cref="NaiveLedger"/> and <see cref="Rules"/>.
/// </summary>
internal sealed class Oracle
{
    private readonly ModelStore store;
    private readonly VirtualTime time;
    private readonly History history;
    private readonly Rules rules;
    private readonly Dictionary<Guid, List<Issued>> issued = [];
    private readonly Dictionary<Guid, Issued> writers = [];
    private readonly Dictionary<Guid, long> firstCalledUs = [];
    private readonly Dictionary<OwnerId, List<Attempt>> open = [];
    // Calls with a command id that nobody has said no to yet: while there is one, its entry may still land.
    private readonly Dictionary<Guid, int> hopes = [];

    public Oracle(ModelStore store, VirtualTime time, History history, Climate climate)
    {
        (this.store, this.time, this.history) = (store, time, history);
        rules = new Rules(Ledger);
        Deliveries = new Deliveries(Ledger, store, time, climate.Webhooks, history, Accuse);
        store.Landing += Landing;
        store.Keeping += snapshot => Judge(Snapshots.Flaw(store, snapshot), $"the snapshot of {snapshot.Owner} at {snapshot.Seen.Sequence}");
    }

    public NaiveLedger Ledger { get; } = new();

    public Deliveries Deliveries { get; }

    /// <summary>The first thing that must not be; null while all is well.</summary>
    public string? Violation { get; private set; }

    public long EntryCount { get; private set; }

    public long AnswerCount { get; private set; }

    public void Accuse(string violation)
    {
        if (Violation is not null) return;
        Violation = violation;
        history.Add(time.NowUs, $"WRONG: {violation}");
    }

    /// <summary>All was healed so long ago that nobody believes anything old any more.</summary>
    public void BeginPeace() => Deliveries.PeaceSinceUs = time.NowUs;

    public Attempt Called(Issued command, Host host)
    {
        var id = command.Command.Id;
        if (!issued.TryGetValue(id, out var known)) issued.Add(id, known = []);
        if (!known.Exists(other => other.Body == command.Body)) known.Add(command);
        firstCalledUs.TryAdd(id, time.NowUs);
        if (command.Command is PlatformCommand.RegisterWebhook) Deliveries.Asked(id);
        hopes[id] = hopes.GetValueOrDefault(id) + 1;
        var attempt = new Attempt(command, host, time.NowUs, store.Find(id));
        Look(attempt);
        if (!open.TryGetValue(command.Owner, out var beside)) open.Add(command.Owner, beside = []);
        beside.Add(attempt);
        history.Add(time.NowUs, $"{host.Name} is asked by {id:N}: {command.Body}");
        return attempt;
    }

    /// <summary>A clock is about to jump or just has.</summary>
    public void LookAtAll()
    {
        foreach (var attempts in open.Values) attempts.ForEach(Look);
    }

    public void Answered(Attempt attempt, Answer answer)
    {
        AnswerCount++;
        history.Mix((long)answer.Outcome);
        Look(attempt);
        open[attempt.Issued.Owner].Remove(attempt);
        var id = attempt.Issued.Command.Id;
        if (answer.Outcome != Outcome.Accepted) hopes[id]--;
        history.Add(time.NowUs, $"{attempt.Host.Name} answers {id:N}: {answer.Outcome} {answer.Entry?.Sequence}{(answer.Replayed ? " (replayed)" : "")}");
        Judge(FlawOf(attempt, answer), $"the answer {answer.Outcome} to {id:N}, {attempt.Issued.Body}");
    }

    /// <summary>The call ended in an exception: nobody knows, which is an answer too, if it was the machine that failed.</summary>
    public void Failed(Attempt attempt, Exception exception)
    {
        history.Mix(exception.GetType().Name.Length);
        open[attempt.Issued.Owner].Remove(attempt);
        history.Add(time.NowUs, $"{attempt.Host.Name} fails {attempt.Issued.Command.Id:N}: {exception.GetType().Name}: {exception.Message}");
        if (!Failures.MayHappen(exception)) Accuse($"{attempt.Issued.Body} at {attempt.Host.Name} ended in {exception}");
    }

    /// <summary>A reader was shown an owner that nothing has touched meanwhile.</summary>
    public void Viewed(OwnerView view, Host host) => Judge(Views.Flaw(Ledger.Of(view.Owner), view), $"{host.Name}'s view of {view.Owner}");

    private string? FlawOf(Attempt attempt, Answer answer)
    {
        var command = attempt.Issued.Command;
        var stored = store.Find(command.Id)?.Entry;
        if (answer.Outcome == Outcome.Busy) return null;
        if (answer.Outcome == Outcome.KeyReused)
        {
            return stored is null || writers.GetValueOrDefault(command.Id)?.Body == attempt.Issued.Body ? "is wrong: the key stands for nothing else" : null;
        }
        if (answer.Outcome == Outcome.Accepted) return FlawOfYes(attempt, answer.Entry, stored);
        if (attempt.Before is { } before) return $"denies what is in the journal at {before.Partition}/{before.Position}";
        return attempt.Right.Has(answer.Outcome) ? null : $"was at no time right; right was: {attempt.Right}";
    }

    private string? FlawOfYes(Attempt attempt, Entry? entry, Entry? stored)
    {
        if (entry is null) return "shows no entry";
        if (stored is null && attempt.Issued.Command is CustodyCommand.ReportDeposit report)
        {
            // A bank may report one deposit under two keys: the booking is the answer to both.
            var booked = Ledger.Of(attempt.Issued.Owner).Deposits.GetValueOrDefault(report.BankReference);
            return booked is not null && IsSame(booked, entry) && Rules.IsSameDeposit(booked, report) ? null : "shows another deposit";
        }
        if (stored is null) return "is about nothing in the journal";
        if (!IsSame(stored, entry)) return "shows another entry than the journal";
        return writers[entry.CommandId].Body == attempt.Issued.Body ? null : "answers another request with the same key";
    }

    private void Landing(PostedEntry posted)
    {
        var entry = posted.Entry;
        EntryCount++;
        history.Mix(posted.Position);
        history.Mix(entry.Owner.Packed);
        history.Add(time.NowUs, $"    {posted.Partition}/{posted.Position} {entry.Owner} #{entry.Sequence} {entry.Event.Kind} by {entry.CommandId:N} {Text(entry)}");
        LookAtTouched(entry);
        Judge(hopes.TryGetValue(entry.CommandId, out var left) && left == 0 ? "lands after everybody who asked for it was told no" : null, $"{entry.Owner}'s entry {entry.Sequence}");
        Judge(Ledger.FlawOfPlace(posted) ?? FlawOf(entry) ?? Ledger.Fold(posted, time.NowUs), $"{entry.Owner}'s entry {entry.Sequence} ({entry.Event.Kind})");
        LookAtTouched(entry);
        // Who was decided on together with this entry was decided on at its time, which may be a while ago.
        if (open.TryGetValue(entry.Owner, out var beside)) beside.ForEach(attempt => Look(attempt, entry.AtMs));
    }

    private string? FlawOf(Entry entry)
    {
        var owner = Ledger.Of(entry.Owner);
        if (!issued.TryGetValue(entry.CommandId, out var meant)) return Effects.FlawOfOwnAccord(owner, entry);
        string? flaw = null;
        foreach (var one in meant.Where(one => one.Owner == entry.Owner && one.Command.RequestHash == entry.RequestHash))
        {
            flaw = FlawOf(owner, one, entry);
            if (flaw is not null) continue;
            writers[entry.CommandId] = one;
            return null;
        }
        return flaw ?? "was asked for by nobody";
    }

    private string? FlawOf(NaiveOwner owner, Issued meant, Entry entry)
    {
        var sinceUs = firstCalledUs[entry.CommandId];
        var possible = rules.Possible(owner, meant.Command, new Moment(sinceUs, entry.AtMs));
        // Closing looks at the newest credits and cannot wait for those that come a moment later.
        var mayMiss = meant.Command is OwnerCommand.Close && owner.Status == OwnerStatus.Open && owner.LastCreditUs >= sinceUs;
        if (!mayMiss && !possible.Has(Outcome.Accepted)) return $"must not be: right is {possible}";
        return Effects.Flaw(owner, meant.Command, entry)
            ?? (entry.Event is PlatformEvent.WebhookRegistered registered ? Deliveries.FlawOfBeginning(entry.CommandId, registered) : null);
    }

    private void LookAtTouched(Entry entry)
    {
        LookAt(entry.Owner);
        foreach (var transfer in entry.Transfers)
        {
            if (transfer.CreditOwner != entry.Owner) LookAt(transfer.CreditOwner);
        }
    }

    private void LookAt(OwnerId owner)
    {
        if (open.TryGetValue(owner, out var attempts)) attempts.ForEach(Look);
    }

    private void Look(Attempt attempt) => Look(attempt, attempt.Host.ClockMs);

    private void Look(Attempt attempt, long clockMs) => attempt.Right |= rules.Possible(
        Ledger.Of(attempt.Issued.Owner), attempt.Issued.Command, new Moment(attempt.CalledUs, clockMs));

    private void Judge(string? flaw, string what)
    {
        if (flaw is not null) Accuse($"{what} {flaw}");
    }

    /// <summary>Whether two entries say the same; what lists they hold is compared by what is in them.</summary>
    public static bool IsSame(Entry one, Entry other) => ReferenceEquals(one, other)
        || (one with { Event = other.Event, Transfers = default } == other with { Transfers = default }
            && one.Transfers.AsSpan().SequenceEqual(other.Transfers.AsSpan())
            && (one.Event == other.Event || EventJson.Write(one.Event).AsSpan().SequenceEqual(EventJson.Write(other.Event))));

    private static string Text(Entry entry) => string.Join(", ", entry.Transfers.Select(transfer =>
        $"{transfer.DebitPocket} -> {transfer.CreditOwner}/{transfer.CreditPocket} {transfer.AmountMinor} {transfer.Asset}"));
}
