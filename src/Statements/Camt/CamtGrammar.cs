using System.Globalization;

namespace Granary.Statements.Camt;

/// <summary>
/// The part of the ISO 20022 schemas camt.053.001.02, .03, .04 and .08 that carries money, dates, references and names, written down by
/// hand. A row is an element and what may stand in it, in order: <c>?</c> at most once, <c>*</c> any number, <c>+</c> at least once,
/// <c>|</c> one of a choice; after <c>:</c> the form of its text or the row it follows, <c>any</c> for what is passed over unread; after
/// <c>@</c> the versions that have it.
/// </summary>
internal static class CamtGrammar
{
    private const string Rows = """
        Document: BkToCstmrStmt
        BkToCstmrStmt: GrpHdr Stmt+ SplmtryData*:any@3-8
        GrpHdr: MsgId:Text35 CreDtTm:Time MsgRcpt?:any MsgPgntn?:any OrgnlBizQry?:any@3-8 AddtlInf?:Text500
        Stmt: Id:Text35 StmtPgntn?@3-8 ElctrncSeqNb?:Number RptgSeq?:any@8 LglSeqNb?:Number CreDtTm:Time@2-4 CreDtTm?:Time@8 FrToDt? CpyDplctInd?:CopyCode RptgSrc?:any Acct RltdAcct?:any Intrst*:any Bal+ TxsSummry? Ntry* AddtlStmtInf?:Text500
        StmtPgntn: PgNb:Page LastPgInd:Boolean
        FrToDt: FrDtTm:Time ToDtTm:Time
        Acct: Id:AccountId Tp?:any Ccy?:Currency Nm?:Text70 Prxy?:any@8 Ownr?:any Svcr?:any
        AccountId: |IBAN:Iban |Othr
        Othr: Id:Text34 SchmeNm?:any Issr?:Text35
        Bal: Tp:BalanceType CdtLine?:any@2-4 CdtLine*:any@8 Amt:Amount CdtDbtInd:Direction Dt:When Avlbty*:any
        BalanceType: CdOrPrtry SubTp?:any
        CdOrPrtry: |Cd:BalanceCode@2-4 |Cd:Text4@8 |Prtry:Text35
        When: |Dt:Date |DtTm:Time
        TxsSummry: TtlNtries? TtlCdtNtries?:CountAndSum TtlDbtNtries?:CountAndSum TtlNtriesPerBkTxCd*:any
        TtlNtries: NbOfNtries?:Count Sum?:Decimal TtlNetNtryAmt?:Decimal@2-3 CdtDbtInd?:Direction@2-3 TtlNetNtry?@4-8
        TtlNetNtry: Amt:Positive CdtDbtInd:Direction
        CountAndSum: NbOfNtries?:Count Sum?:Decimal
        Ntry: NtryRef?:Text35 Amt:Amount CdtDbtInd:Direction RvslInd?:Boolean Sts:Status@2-4 Sts:StatusChoice@8 BookgDt?:When ValDt?:When AcctSvcrRef?:Text35 Avlbty*:any BkTxCd ComssnWvrInd?:Boolean AddtlInfInd?:any AmtDtls?:any Chrgs*:any@2-3 Chrgs?:any@4-8 TechInptChanl?:any Intrst*:any@2-3 Intrst?:any@4-8 CardTx?:any@3-8 NtryDtls* AddtlNtryInf?:Text500
        StatusChoice: |Cd:Text4 |Prtry:Text35
        BkTxCd: Domn? Prtry?:OwnCode
        Domn: Cd:Text4 Fmly
        Fmly: Cd:Text4 SubFmlyCd:Text4
        OwnCode: Cd:Text35 Issr?:Text35
        NtryDtls: Btch?:any TxDtls*
        TxDtls: Refs? Amt:Amount@3-4 Amt?:Amount@8 CdtDbtInd:Direction@3-4 CdtDbtInd?:Direction@8 AmtDtls?:any Avlbty*:any BkTxCd? Chrgs*:any@2-3 Chrgs?:any@4-8 Intrst*:any@2-3 Intrst?:any@4-8 RltdPties? RltdAgts?:any LclInstrm?:any@8 Purp?:any RltdRmtInf*:any RmtInf? RltdDts?:any RltdPric?:any RltdQties*:any FinInstrmId?:any Tax?:any RtrInf?:any CorpActn?:any SfkpgAcct?:any CshDpst*:any@3-8 CardTx?:any@3-8 AddtlTxInf?:Text500 SplmtryData*:any@4-8
        Refs: MsgId?:Text35 AcctSvcrRef?:Text35 PmtInfId?:Text35 InstrId?:Text35 EndToEndId?:Text35 UETR?:any@8 TxId?:Text35 MndtId?:Text35 ChqNb?:Text35 ClrSysRef?:Text35 AcctOwnrTxId?:Text35@3-8 AcctSvcrTxId?:Text35@3-8 MktInfrstrctrTxId?:Text35@3-8 PrcgId?:Text35@3-8 Prtry?:any@2 Prtry*:any@3-8
        RltdPties: InitgPty?:any Dbtr?:Party DbtrAcct?:PartyAccount UltmtDbtr?:Party Cdtr?:Party CdtrAcct?:PartyAccount UltmtCdtr?:Party TradgPty?:any Prtry*:any
        Party: Nm?:Text140@2-4 PstlAdr?:any@2-4 Id?:any@2-4 CtryOfRes?:any@2-4 CtctDtls?:any@2-4 |Pty:Person@8 |Agt:any@8
        Person: Nm?:Text140 PstlAdr?:any Id?:any CtryOfRes?:any CtctDtls?:any
        PartyAccount: Id:AccountId Tp?:any Ccy?:Currency Nm?:Text70 Prxy?:any@8
        RmtInf: Ustrd*:Text140 Strd*
        Strd: RfrdDocInf*:any RfrdDocAmt?:any CdtrRefInf? Invcr?:any Invcee?:any TaxRmt?:any@8 GrnshmtRmt?:any@8 AddtlRmtInf*:Text140
        CdtrRefInf: Tp?:any Ref?:Text35
        """;

    private static readonly Dictionary<string, string[]> ByRow = Rows.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(row => row.Split(": ", 2)).ToDictionary(row => row[0], row => row[1].Split(' '));

    private static readonly Dictionary<int, CamtShape> Versions = new[] { 2, 3, 4, 8 }.ToDictionary(version => version, version => Build("Document", "Document", path: "", version));

    /// <summary>The root of a version: 2, 3, 4 or 8.</summary>
    public static CamtShape Of(int version) => Versions[version];

    private static CamtShape Build(string name, string row, string path, int version)
    {
        var text = Enum.TryParse<CamtText>(row, ignoreCase: false, out var form) ? form : row == "any" ? CamtText.Any : CamtText.None;
        var steps = text == CamtText.None ? ByRow[row].Where(word => IsIn(word, version)).ToArray() : [];
        return new CamtShape
        {
            Name = name,
            Path = path.Length > 0 ? path : name,
            Text = text,
            Field = CamtFields.ByPath.GetValueOrDefault(path),
            IsChoice = steps.Length > 0 && steps[0][0] == '|',
            Steps = [.. steps.Select(word => Step(word, path, version))],
        };
    }

    private static CamtStep Step(string word, string path, int version)
    {
        var parts = word.Split('@')[0].TrimStart('|').Split(':');
        var name = parts[0].TrimEnd('?', '*', '+');
        var often = parts[0][^1];
        var row = parts.Length > 1 ? parts[1] : name;
        // The two outermost elements are the same for every field, so paths leave them out.
        var inside = name == "BkToCstmrStmt" ? "" : path.Length == 0 ? name : $"{path}/{name}";
        return new CamtStep(Build(name, row, inside, version), often is '?' or '*' || word[0] == '|' ? 0 : 1, often is '*' or '+' ? int.MaxValue : 1);
    }

    private static bool IsIn(string word, int version)
    {
        var versions = word.Split('@');
        if (versions.Length == 1) return true;
        var bounds = versions[1].Split('-').Select(bound => int.Parse(bound, CultureInfo.InvariantCulture)).ToArray();
        return version >= bounds[0] && version <= bounds[^1];
    }
}
