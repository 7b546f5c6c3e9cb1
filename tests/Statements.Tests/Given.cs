using System.Text;

namespace Granary.Statements.Tests;

/// <summary>Statements that are right in every way, to be broken by tests, and how to read them.</summary>
internal static class Given
{
    public static readonly DateOnly Today = new(2026, 11, 12);

    public static readonly StatementOptions Options = new(Today);

    public const string Camt = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.04">
        <BkToCstmrStmt>
        <GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-12T00:30:00+08:00</CreDtTm></GrpHdr>
        <Stmt>
        <Id>S-17</Id>
        <ElctrncSeqNb>17</ElctrncSeqNb>
        <CreDtTm>2026-11-12T00:30:00+08:00</CreDtTm>
        <FrToDt><FrDtTm>2026-11-11T00:00:00+08:00</FrDtTm><ToDtTm>2026-11-11T23:59:59+08:00</ToDtTm></FrToDt>
        <Acct><Id><Othr><Id>6222000011112222</Id></Othr></Id><Ccy>CNY</Ccy></Acct>
        <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-10</Dt></Dt></Bal>
        <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">1250.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-11</Dt></Dt></Bal>
        <TxsSummry>
        <TtlNtries><NbOfNtries>2</NbOfNtries><Sum>349.50</Sum><TtlNetNtry><Amt>250.50</Amt><CdtDbtInd>CRDT</CdtDbtInd></TtlNetNtry></TtlNtries>
        <TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>300.00</Sum></TtlCdtNtries>
        <TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>49.50</Sum></TtlDbtNtries>
        </TxsSummry>
        <Ntry>
        <Amt Ccy="CNY">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>false</RvslInd><Sts>BOOK</Sts>
        <BookgDt><Dt>2026-11-11</Dt></BookgDt><ValDt><Dt>2026-11-12</Dt></ValDt><AcctSvcrRef>B-1</AcctSvcrRef>
        <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>BOOK</SubFmlyCd></Fmly></Domn></BkTxCd>
        <NtryDtls><TxDtls>
        <Refs><PmtInfId>P-1</PmtInfId><InstrId>I-1</InstrId><EndToEndId>E-1</EndToEndId></Refs>
        <Amt Ccy="CNY">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
        <RltdPties><Dbtr><Nm>王小明</Nm><PstlAdr><Ctry>CN</Ctry></PstlAdr></Dbtr><DbtrAcct><Id><Othr><Id>6222999988887777</Id></Othr></Id></DbtrAcct></RltdPties>
        <RmtInf><Ustrd>rent</Ustrd><Ustrd>of November</Ustrd></RmtInf>
        </TxDtls></NtryDtls>
        </Ntry>
        <Ntry>
        <Amt Ccy="CNY">49.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
        <BookgDt><DtTm>2026-11-11T23:59:59+08:00</DtTm></BookgDt><AcctSvcrRef>B-2</AcctSvcrRef>
        <BkTxCd><Prtry><Cd>FEE</Cd></Prtry></BkTxCd><AddtlNtryInf>monthly fee</AddtlNtryInf>
        </Ntry>
        </Stmt>
        </BkToCstmrStmt>
        </Document>
        """;

    public const string Mt940 = """
        :20:S-17
        :25:6222000011112222
        :28C:17/1
        :60F:C261110CNY1000,00
        :61:2611121111CN300,00NTRFP-1//B-1
        paid in
        :86:166?00CREDIT?20EREF+E-1SVWZ+rent?21 of November?316222999988887777?32Wang Xiaoming
        :61:2611111111D49,50NMSCNONREF//B-2
        :86:monthly fee
        :62F:C261111CNY1250,50
        :64:C261111CNY1200,50
        -
        """;

    public const string Csv = """
        statement-columns,account,currency,number,id,created,from,to,opening,opening_date,closing,closing_date,count,sum,credit_count,credit_sum,debit_count,debit_sum
        statement,6222000011112222,CNY,17,S-17,2026-11-12T00:30:00+08:00,2026-11-11,2026-11-11,1000.00,2026-11-10,1250.50,2026-11-11,2,349.50,1,300.00,1,49.50
        line-columns,booked,value,amount,direction,status,reversal,bank_reference,end_to_end_id,customer_reference,instruction_id,type,counterparty_name,counterparty_account,remittance
        line,2026-11-11,2026-11-12,300.00,CRDT,BOOK,false,B-1,E-1,P-1,I-1,PMNT,王小明,6222999988887777,"rent, ""of"" November"
        line,2026-11-11,,49.50,DBIT,,,B-2,,,,FEE,,,

        """;

    public static Task<IReadOnlyList<StatementItem>> ReadAsync(string text, StatementOptions? options = null) => ReadAsync(Encoding.UTF8.GetBytes(text), options);

    public static async Task<IReadOnlyList<StatementItem>> ReadAsync(byte[] bytes, StatementOptions? options = null)
    {
        using var stream = new MemoryStream(bytes);
        return await ReadAsync(stream, options);
    }

    public static async Task<IReadOnlyList<StatementItem>> ReadAsync(Stream stream, StatementOptions? options = null)
    {
        var items = new List<StatementItem>();
        await foreach (var item in StatementReader.ReadAsync(stream, options ?? Options)) items.Add(item);
        return items;
    }

    /// <summary>The text with one thing in it changed; a test that changes nothing is wrong.</summary>
    public static string With(this string text, string part, string other)
    {
        var at = text.IndexOf(part, StringComparison.Ordinal);
        Assert.True(at >= 0, $"nothing to change: {part}");
        return text[..at] + other + text[(at + part.Length)..];
    }

    public static IReadOnlyList<Finding> Findings(this IReadOnlyList<StatementItem> items) => [.. items.OfType<Finding>()];

    public static IReadOnlyList<StatementLine> Lines(this IReadOnlyList<StatementItem> items) => [.. items.OfType<StatementLine>()];

    public static string Describe(this IEnumerable<Finding> findings) => string.Join('\n', findings.Select(f => $"{f.LineNumber} {f.Field} {f.Rule} {f.Severity}: {f.Found}"));
}
