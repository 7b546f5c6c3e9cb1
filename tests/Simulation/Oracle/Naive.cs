using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>Cash that a user has promised.</summary>
internal sealed class NaiveHold(Guid id, OwnerId payee, Asset asset, long leftMinor, long expiresAtMs)
{
    public Guid Id => id;
    public OwnerId Payee => payee;
    public Asset Asset => asset;
    public long LeftMinor { get; set; } = leftMinor;
    public long ExpiresAtMs => expiresAtMs;
}

/// <summary>One payment as its merchant has it.</summary>
internal sealed class NaivePayment(OwnerId payer, Asset asset, long paidMinor, int paidOn)
{
    public OwnerId Payer => payer;
    public Asset Asset => asset;
    public long PaidMinor => paidMinor;
    public long RefundedMinor { get; set; }
    public long LeftMinor => PaidMinor - RefundedMinor;

    /// <summary>The business day from which on it is settled: ten days after the payment, or one after the buyer's confirmation.</summary>
    public int DueOn { get; set; } = paidOn + 10;
    public bool IsConfirmed { get; set; }
}

/// <summary>Money on its way out through a bank.</summary>
internal sealed class NaiveWithdrawal(OwnerId user, Asset asset, long amountMinor)
{
    public OwnerId User => user;
    public Asset Asset => asset;
    public long AmountMinor => amountMinor;
    public Outcome? Ended { get; set; }
}

/// <summary>
/// One owner in the plainest words there are: sums in dictionaries, everything it ever had in lists, nothing computed ahead. Slow to settle
/// and easy to believe.
/// </summary>
internal sealed class NaiveOwner(OwnerId id)
{
    private readonly List<(long SinceUs, OwnerStatus Status)> statuses = [(long.MinValue, OwnerStatus.Unknown)];
    private readonly List<(long AtUs, Pocket Pocket, Asset Asset, long AmountMinor)> credits = [];
    private readonly SortedDictionary<(Pocket Pocket, int Asset), long> balances = [];

    public OwnerId Id => id;
    public OwnerStatus Status => statuses[^1].Status;
    public long Sequence { get; set; }
    public long LastAtMs { get; set; }

    /// <summary>Grows with everything that touches the owner.</summary>
    public long Version { get; set; }
    public long LastCreditUs => credits.Count == 0 ? long.MinValue : credits[^1].AtUs;
    public List<NaiveHold> Holds { get; } = [];
    public FeeSchedule Fee { get; set; } = FeeSchedule.Standard;
    public int? SettledThrough { get; set; }
    public Dictionary<Guid, NaivePayment> Payments { get; } = [];
    public Dictionary<Guid, NaiveWithdrawal> Withdrawals { get; } = [];
    public Dictionary<string, Entry> Deposits { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, Guid> KeysByHash { get; } = new(StringComparer.Ordinal);

    /// <summary>All that ever were; only the platform has any.</summary>
    public List<NaiveWebhook> Webhooks { get; } = [];

    /// <summary>Fees that wait inside the pending money, by asset.</summary>
    public Dictionary<int, long> FeesWaitingMinor { get; } = [];

    public bool IsEmpty => balances.Values.All(amountMinor => amountMinor == 0);

    public IEnumerable<(Pocket Pocket, int Asset, long AmountMinor)> Balances => balances.Where(account => account.Value != 0)
        .Select(account => (account.Key.Pocket, account.Key.Asset, account.Value));

    public long Of(Pocket pocket, Asset asset) => balances.GetValueOrDefault((pocket, asset.Code));

    public long Move(Pocket pocket, Asset asset, long deltaMinor) => balances[(pocket, asset.Code)] = Of(pocket, asset) + deltaMinor;

    public void Credited(Pocket pocket, Asset asset, long amountMinor, long nowUs) => credits.Add((nowUs, pocket, asset, amountMinor));

    /// <summary>What others have credited since then.</summary>
    public long CreditedMinor(Pocket pocket, Asset asset, long sinceUs)
    {
        var sumMinor = 0L;
        for (var i = credits.Count - 1; i >= 0 && credits[i].AtUs >= sinceUs; i--)
        {
            if (credits[i].Pocket == pocket && credits[i].Asset == asset) sumMinor += credits[i].AmountMinor;
        }
        return sumMinor;
    }

    public void Become(OwnerStatus status, long nowUs) => statuses.Add((nowUs, status));

    /// <summary>Every status that it had at some time since then.</summary>
    public IEnumerable<OwnerStatus> StatusesSince(long sinceUs)
    {
        for (var i = statuses.Count - 1; i >= 0; i--)
        {
            yield return statuses[i].Status;
            if (statuses[i].SinceUs < sinceUs) yield break;
        }
    }

    public NaiveHold? Hold(Guid holdId) => Holds.Find(hold => hold.Id == holdId);

    /// <summary>Null when it never was or is removed.</summary>
    public NaiveWebhook? Webhook(Guid id) => Webhooks.Find(webhook => webhook.Id == id && !webhook.IsRemoved);

    public bool IsSettled(NaivePayment payment) => SettledThrough is { } day && payment.DueOn <= day;

    /// <summary>Rounded up to the whole minor unit, and never more than the payment.</summary>
    public long FeeMinor(long amountMinor) =>
        Math.Min(amountMinor, Fee.FlatMinor + (long)((((Int128)amountMinor * Fee.RateBasisPoints) + 9_999) / 10_000));

    /// <summary>The day in Shanghai, counted from 1970.</summary>
    public static int DayOf(long atMs) => (int)Math.Floor((atMs + (8 * 3_600_000.0)) / 86_400_000.0);

    public static int DayOf(DateOnly date) => date.DayNumber - new DateOnly(1970, 1, 1).DayNumber;
}
