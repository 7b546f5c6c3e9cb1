using Granary.Ledger;
using Granary.Statements.Judging;
using Granary.Statements.Text;

namespace Granary.Statements.Camt;

/// <summary>What a <c>Stmt</c> says of itself before its entries.</summary>
internal sealed class CamtHead
{
    private readonly Dictionary<CamtField, (AmountText Amount, Place Place)> sums = [];
    private readonly Dictionary<CamtField, long> counts = [];
    private string? id;
    private long? number;
    private long? legalNumber;
    private long? pageNumber;
    private DateTimeOffset? createdAt;
    private DateOnly? from;
    private DateOnly? to;
    private string account = "";
    private Asset? accountAsset;
    private StatementBalance? opening;
    private StatementBalance? previousClosing;
    private Direction netDirection = Direction.Credit;

    public int LineNumber { get; init; }

    public bool IsOpened { get; set; }

    public StatementBalance? Closing { get; private set; }

    public List<StatementBalance> Further { get; } = [];

    private Asset? Asset => accountAsset ?? (opening ?? previousClosing ?? Closing)?.Asset;

    public void Add(StatementBalance balance, StatementAudit audit)
    {
        var isRepeated = balance.Code is "OPBD" ? opening is not null : balance.Code is "CLBD" && Closing is not null;
        if (isRepeated) audit.Report(StatementRules.BalanceRepeated, new Place(balance.LineNumber, balance.Code), $"a second balance {balance.Code}");
        else if (balance.Code is "OPBD") opening = balance;
        else if (balance.Code is "CLBD") Closing = balance;
        else
        {
            if (balance.Code is "PRCD") previousClosing ??= balance;
            Further.Add(balance);
        }
    }

    public void Take(CamtField field, ReadOnlySpan<char> text, Place place, StatementAudit audit)
    {
        switch (field)
        {
            case CamtField.Id:
                id = new string(text);
                break;
            case CamtField.AccountIban or CamtField.AccountOther:
                account = new string(text);
                break;
            case CamtField.AccountCurrency:
                if (audit.TryReadAsset(new string(text), place, out var asset)) accountAsset = asset;
                break;
            case CamtField.ElectronicNumber:
                number = ReadNumber(text);
                break;
            case CamtField.LegalNumber:
                legalNumber = ReadNumber(text);
                break;
            case CamtField.PageNumber:
                pageNumber = ReadNumber(text);
                break;
            case CamtField.CreatedAt:
                if (DateText.TryReadTime(CamtValue.Collapse(text), out _, out var time)) createdAt = time;
                break;
            case CamtField.From:
                from = CamtDate.Read(text);
                break;
            case CamtField.To:
                to = CamtDate.Read(text);
                break;
            case CamtField.NetDirection:
                netDirection = text is "CRDT" ? Direction.Credit : Direction.Debit;
                break;
            case CamtField.TotalCount or CamtField.CreditCount or CamtField.DebitCount:
                if (ReadNumber(text) is { } count) counts[field] = count;
                break;
            case CamtField.TotalSum or CamtField.CreditSum or CamtField.DebitSum or CamtField.NetAmount:
                if (AmountText.Read(CamtValue.Collapse(text), '.', out var amount) is null) sums[field] = (amount, place);
                break;
            default:
                break;
        }
    }

    public StatementOpened ToOpened(StatementFormat format) => new()
    {
        LineNumber = LineNumber,
        Format = format,
        Account = account,
        Asset = Asset,
        Id = id,
        Number = number,
        LegalNumber = legalNumber,
        PageNumber = pageNumber,
        Opening = opening ?? previousClosing,
        From = from,
        To = to,
        CreatedAt = createdAt,
    };

    public StatementSummary Summary(StatementAudit audit) => new()
    {
        All = new(Count(CamtField.TotalCount), SumMinor(CamtField.TotalSum, audit)),
        Credits = new(Count(CamtField.CreditCount), SumMinor(CamtField.CreditSum, audit)),
        Debits = new(Count(CamtField.DebitCount), SumMinor(CamtField.DebitSum, audit)),
        NetMinor = SumMinor(CamtField.NetAmount, audit) is { } minor ? (netDirection == Direction.Credit ? minor : -minor) : null,
    };

    private long? Count(CamtField field) => counts.TryGetValue(field, out var count) ? count : null;

    private long? SumMinor(CamtField field, StatementAudit audit)
    {
        if (Asset is not { } asset || !sums.TryGetValue(field, out var sum)) return null;
        if (sum.Amount.ToMinor(asset.Scale, out var minor) is not { } broken) return minor;
        audit.Report(broken, sum.Place, $"a sum with {sum.Amount.Scale} decimals, in {asset}");
        return null;
    }

    private static long? ReadNumber(ReadOnlySpan<char> text) => CamtValue.TryReadNumber(text, out var number) ? number : null;
}
