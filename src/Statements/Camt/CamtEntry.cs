using System.Text;
using Granary.Ledger;
using Granary.Statements.Judging;

namespace Granary.Statements.Camt;

/// <summary>One <c>Ntry</c> while it is read; of several payments inside it the first gives references and names.</summary>
internal sealed class CamtEntry(StatementAudit audit)
{
    private const string NotProvided = "NOTPROVIDED";

    private readonly string?[] texts = new string?[byte.MaxValue];
    private readonly StringBuilder typeCode = new();
    private readonly StringBuilder remittance = new();
    private int lineNumber;
    private int detailCount;
    private long? amountMinor;
    private Asset asset;
    private Direction? direction;
    private bool isReversal;
    private LineStatus? status;
    private DateOnly? bookedOn;
    private DateOnly? valueOn;

    public bool IsSpoiled { get; set; }

    public void Begin(int line)
    {
        Array.Clear(texts);
        typeCode.Clear();
        remittance.Clear();
        (lineNumber, detailCount, IsSpoiled) = (line, 0, false);
        (amountMinor, direction, isReversal, status, bookedOn, valueOn) = (null, null, false, null, null, null);
    }

    public void BeginDetail() => detailCount++;

    public void Take(CamtField field, ReadOnlySpan<char> text, string? currency, Place place)
    {
        switch (field)
        {
            case CamtField.EntryAmount:
                TakeAmount(text, currency, place);
                break;
            case CamtField.EntryDirection:
                direction = text is "CRDT" ? Direction.Credit : Direction.Debit;
                break;
            case CamtField.EntryReversal:
                isReversal = CamtValue.Collapse(text) is "true" or "1";
                break;
            case CamtField.EntryStatus:
                TakeStatus(text, place);
                break;
            case CamtField.BookedOn:
                bookedOn = CamtDate.Read(text);
                break;
            case CamtField.ValueOn:
                valueOn = CamtDate.Read(text);
                break;
            case CamtField.TypeCode:
                (typeCode.Length > 0 ? typeCode.Append('/') : typeCode).Append(text);
                break;
            case CamtField.Remittance:
                if (detailCount == 1) (remittance.Length > 0 ? remittance.Append(' ') : remittance).Append(text);
                break;
            default:
                if (detailCount <= 1) texts[(int)field] ??= new string(text);
                break;
        }
    }

    public void End()
    {
        if (!IsSpoiled && bookedOn is null && valueOn is null)
        {
            audit.Report(StatementRules.DateMissing, new Place(lineNumber, "Stmt/Ntry/BookgDt", IsInLine: true), "neither a booking date nor a value date");
            IsSpoiled = true;
        }
        if (IsSpoiled) audit.RejectLine();
        else audit.Take(ToLine());
    }

    private StatementLine ToLine()
    {
        var isCredit = direction == Direction.Credit;
        var debtor = (Name: this[CamtField.DebtorName] ?? this[CamtField.UltimateDebtorName], Account: this[CamtField.DebtorAccount]);
        var creditor = (Name: this[CamtField.CreditorName] ?? this[CamtField.UltimateCreditorName], Account: this[CamtField.CreditorAccount]);
        // Some banks name one party only, whichever side it is on.
        var other = isCredit ? debtor : creditor;
        if (other is { Name: null, Account: null }) other = isCredit ? creditor : debtor;
        var endToEndId = this[CamtField.EndToEndId];
        return new StatementLine
        {
            LineNumber = lineNumber,
            BookedOn = (bookedOn ?? valueOn)!.Value,
            ValueOn = valueOn,
            AmountMinor = amountMinor!.Value,
            Direction = direction!.Value,
            Asset = asset,
            Status = status!.Value,
            IsReversal = isReversal,
            BankReference = this[CamtField.BankReference] ?? this[CamtField.DetailBankReference],
            EndToEndId = endToEndId == NotProvided ? null : endToEndId,
            CustomerReference = this[CamtField.PaymentId],
            InstructionId = this[CamtField.InstructionId],
            TypeCode = typeCode.Length > 0 ? typeCode.ToString() : this[CamtField.OwnTypeCode],
            CounterpartyName = other.Name,
            CounterpartyAccount = other.Account,
            Remittance = remittance.Length > 0 ? remittance.ToString() : this[CamtField.CreditorReference],
            BankText = this[CamtField.BankText],
            DetailCount = detailCount,
        };
    }

    private string? this[CamtField field] => texts[(int)field];

    private void TakeAmount(ReadOnlySpan<char> text, string? currency, Place place)
    {
        if (currency is null) return;
        if (audit.TryReadAsset(currency, place, out asset) && audit.TryReadMoney(CamtValue.Collapse(text), '.', asset, place, out var minor)) amountMinor = minor;
        else IsSpoiled = true;
    }

    private void TakeStatus(ReadOnlySpan<char> text, Place place)
    {
        // FUTR is the schema's word since version 8 for what will be booked on a later day.
        status = text switch
        {
            "BOOK" => LineStatus.Booked,
            "PDNG" or "FUTR" => LineStatus.Pending,
            "INFO" => LineStatus.Information,
            _ => null,
        };
        if (status is not null) return;
        audit.Report(StatementRules.StatusUnknown, place, Words.Quote(text));
        IsSpoiled = true;
    }
}
