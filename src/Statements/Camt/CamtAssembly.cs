using Granary.Ledger;
using Granary.Statements.Judging;
using Granary.Statements.Text;

namespace Granary.Statements.Camt;

/// <summary>Puts the values of a camt.053 together: head, balances and summary here, entries in <see cref="CamtEntry"/>.</summary>
internal sealed class CamtAssembly(StatementAudit audit, int version)
{
    private readonly CamtEntry entry = new(audit);
    private CamtHead head = new();
    private BalanceParts balance;

    public bool IsInEntry { get; private set; }

    /// <summary>Something inside the entry is wrong, so it will not leave as a line.</summary>
    public void Spoil() => entry.IsSpoiled = true;

    public void Begin(CamtField field, int lineNumber)
    {
        switch (field)
        {
            case CamtField.Statement:
                head = new CamtHead { LineNumber = lineNumber };
                audit.Begin(lineNumber);
                break;
            case CamtField.Balance:
                balance = new BalanceParts { LineNumber = lineNumber };
                break;
            case CamtField.Entry:
                OpenOnce();
                IsInEntry = true;
                entry.Begin(lineNumber);
                break;
            case CamtField.Detail:
                entry.BeginDetail();
                break;
            default:
                break;
        }
    }

    public void End(CamtField field, int lineNumber)
    {
        switch (field)
        {
            case CamtField.Balance:
                TakeBalance();
                break;
            case CamtField.Entry:
                entry.End();
                IsInEntry = false;
                break;
            case CamtField.Statement:
                OpenOnce();
                audit.Close(new StatementClosed { LineNumber = lineNumber, Closing = head.Closing, FurtherBalances = [.. head.Further], Summary = head.Summary(audit) });
                break;
            default:
                break;
        }
    }

    public void Take(CamtShape shape, ReadOnlySpan<char> text, string? currency, int lineNumber)
    {
        if (shape.Field == CamtField.None) return;
        var place = new Place(lineNumber, shape.Path, IsInEntry);
        if (IsInEntry) entry.Take(shape.Field, text, currency, place);
        else if (!TakeBalancePart(shape.Field, text, currency, place)) head.Take(shape.Field, text, place, audit);
    }

    private bool TakeBalancePart(CamtField field, ReadOnlySpan<char> text, string? currency, Place place)
    {
        switch (field)
        {
            case CamtField.BalanceCode:
                balance.Code = new string(text);
                return true;
            case CamtField.BalanceDirection:
                balance.Direction = text is "CRDT" ? Direction.Credit : Direction.Debit;
                return true;
            case CamtField.BalanceDate:
                balance.Date = CamtDate.Read(text);
                return true;
            case CamtField.BalanceAmount:
                if (currency is null || !audit.TryReadAsset(currency, place, out var asset)) return true;
                if (audit.TryReadMoney(CamtValue.Collapse(text), '.', asset, place, out var minor)) (balance.Minor, balance.Asset) = (minor, asset);
                return true;
            default:
                return false;
        }
    }

    // A balance of which something is missing or wrong has been reported already.
    private void TakeBalance()
    {
        if (balance is not { Code: { } code, Minor: { } minor, Asset: { } asset, Direction: { } direction, Date: { } date }) return;
        head.Add(new StatementBalance(code, direction == Direction.Credit ? minor : -minor, asset, date, balance.LineNumber), audit);
    }

    private void OpenOnce()
    {
        if (head.IsOpened) return;
        head.IsOpened = true;
        audit.Open(head.ToOpened(version switch
        {
            2 => StatementFormat.Camt053V02,
            3 => StatementFormat.Camt053V03,
            4 => StatementFormat.Camt053V04,
            _ => StatementFormat.Camt053V08,
        }));
    }

    private struct BalanceParts
    {
        public int LineNumber;
        public string? Code;
        public long? Minor;
        public Asset? Asset;
        public Direction? Direction;
        public DateOnly? Date;
    }
}
