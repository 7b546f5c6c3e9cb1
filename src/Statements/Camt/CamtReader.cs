using System.Xml;
using Granary.Statements.Judging;
using Granary.Statements.Text;

namespace Granary.Statements.Camt;

/// <summary>Reads camt.053 forward only, holding every element that matters against the schema of the file's version.</summary>
internal sealed class CamtReader : IStatementFormat
{
    private const string Namespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.0";
    private const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";
    private const string NamespaceDeclarations = "http://www.w3.org/2000/xmlns/";

    private readonly Utf8Stream bytes;
    private readonly StatementAudit audit;
    private readonly XmlReader xml;
    private readonly IXmlLineInfo lines;
    private readonly char[] value;
    private CamtStructure? structure;
    private CamtAssembly? assembly;
    private int valueLength;
    private int valueLine;
    private string? currency;
    private string space = "";
    private int passedOverDepth = -1;

    // The reader forgets where it is when it refuses something.
    private int lastLine = 1;

    public CamtReader(Utf8Stream bytes, StatementAudit audit)
    {
        (this.bytes, this.audit) = (bytes, audit);
        value = new char[audit.Limits.ValueCharsMax + 1];
        var settings = new XmlReaderSettings
        {
            Async = true,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
            NameTable = new BoundedNames(audit.Limits.XmlNamesMax),
        };
        xml = XmlReader.Create(new MarkupGuard(bytes.ToText(), audit.Limits.MarkupCharsMax), settings);
        lines = (IXmlLineInfo)xml;
    }

    public async ValueTask<bool> AdvanceAsync()
    {
        try
        {
            while (audit.Ready.Count < IStatementFormat.ItemsPerAdvance)
            {
                if (!await xml.ReadAsync()) return false;
                lastLine = lines.LineNumber;
                if (!await TakeAsync()) return false;
            }
            return true;
        }
        catch (XmlException broken)
        {
            // The one refusal that the reader tells apart by its words only.
            var isDtd = broken.Message.Contains("DTD", StringComparison.Ordinal);
            var place = new Place(Math.Max(lastLine, broken.LineNumber), "");
            if (isDtd) audit.Report(StatementRules.XmlDtd, place, "a document type");
            else audit.Report(StatementRules.XmlBroken, place, broken.Message);
            return false;
        }
        catch (LimitPassedException passed)
        {
            audit.Report(passed.Rule, new Place(Math.Max(lastLine, lines.LineNumber), ""), passed.Message);
            return false;
        }
    }

    private async ValueTask<bool> TakeAsync()
    {
        switch (xml.NodeType)
        {
            case XmlNodeType.XmlDeclaration:
                JudgeDeclaredEncoding();
                return true;
            case XmlNodeType.Element:
                return Start();
            case XmlNodeType.EndElement:
                if (passedOverDepth < 0) End();
                else if (xml.Depth == passedOverDepth) passedOverDepth = -1;
                return true;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                if (passedOverDepth < 0) await AppendValueAsync();
                else if (bytes.BrokenCount > 0) await LookForBrokenAsync();
                return true;
            default:
                return true;
        }
    }

    private bool Start()
    {
        if (xml.Depth > audit.Limits.XmlDepthMax) throw new LimitPassedException(StatementRules.XmlLimit, $"more than {audit.Limits.XmlDepthMax} elements inside one another");
        if (xml.AttributeCount > audit.Limits.XmlAttributesMax) throw new LimitPassedException(StatementRules.XmlLimit, $"an element with {xml.AttributeCount} attributes");
        if (passedOverDepth >= 0) return true;
        if (structure is null) return StartRoot();

        var outer = structure.Innermost;
        var isOurs = xml.NamespaceURI == space;
        if (!isOurs || outer.IsLeaf) Report(StatementRules.CamtUnexpected, $"{outer.Path}/{xml.LocalName}", isOurs ? "an element inside a value" : "an element of another namespace");
        var shape = isOurs && !outer.IsLeaf ? structure.Enter(xml.LocalName) : null;
        if (shape is null)
        {
            PassOver();
            return true;
        }
        (valueLength, valueLine, currency) = (0, lines.LineNumber, null);
        assembly!.Begin(shape.Field, lines.LineNumber);
        if (xml.HasAttributes) ReadAttributes(shape);
        if (shape.Text == CamtText.Amount && currency is null) Report(StatementRules.CamtMissing, $"{shape.Path}/@Ccy", "is required and not there");
        if (shape.IsOpaque)
        {
            structure.Leave();
            PassOver();
        }
        else if (xml.IsEmptyElement) End();
        return true;
    }

    private bool StartRoot()
    {
        space = xml.NamespaceURI;
        var version = space.Length == Namespace.Length + 1 && space.StartsWith(Namespace, StringComparison.Ordinal) ? space[^1] - '0' : 0;
        if (xml.LocalName != "Document" || version is not (2 or 3 or 4 or 8))
        {
            audit.Report(StatementRules.CamtNamespace, new Place(lines.LineNumber, "Document"), $"the root {Words.Quote(xml.LocalName)} in the namespace {Words.Quote(space)}");
            return false;
        }
        structure = new CamtStructure(CamtGrammar.Of(version), audit.Limits.XmlDepthMax, Report);
        assembly = new CamtAssembly(audit, version);
        structure.EnterRoot();
        ReadAttributes(structure.Innermost);
        if (xml.IsEmptyElement) End();
        return true;
    }

    private void PassOver()
    {
        if (!xml.IsEmptyElement) passedOverDepth = xml.Depth;
    }

    private void ReadAttributes(CamtShape shape)
    {
        while (xml.MoveToNextAttribute())
        {
            if (xml.NamespaceURI is NamespaceDeclarations) continue;
            if (xml.NamespaceURI is SchemaInstance && xml.LocalName is "schemaLocation" or "noNamespaceSchemaLocation") continue;
            if (shape.Text == CamtText.Amount && xml.Name == "Ccy") currency = xml.Value;
            else if (!shape.IsOpaque) Report(StatementRules.CamtUnexpected, $"{shape.Path}/@{xml.Name}", "the schema has no such attribute here");
        }
        xml.MoveToElement();
        if (currency is not null && CamtValue.Judge(CamtText.Currency, currency) is { } broken) Report(broken, $"{shape.Path}/@Ccy", Words.Quote(currency));
    }

    private void End()
    {
        var shape = structure!.Leave();
        if (shape.IsLeaf) EndValue(shape);
        else assembly!.End(shape.Field, lines.LineNumber);
    }

    private void EndValue(CamtShape shape)
    {
        var text = value.AsSpan(0, valueLength);
        var replaced = text.Count('\uFFFD');
        if (replaced > 0) ReportBroken(shape.Path, replaced);
        // A value that fills the buffer is longer than any form allows, so what is beyond the buffer need not be known.
        if (CamtValue.Judge(shape.Text, text) is { } broken) Report(broken, shape.Path, Words.Quote(text));
        else assembly!.Take(shape, text, currency, valueLine);
        valueLength = 0;
    }

    private async ValueTask AppendValueAsync()
    {
        if (!structure!.Innermost.IsLeaf)
        {
            Report(StatementRules.CamtUnexpected, structure.Innermost.Path, "text between elements");
            return;
        }
        while (valueLength < value.Length)
        {
            var count = await xml.ReadValueChunkAsync(value, valueLength, value.Length - valueLength);
            if (count == 0) return;
            valueLength += count;
        }
    }

    // Nobody reads what is passed over, but a file that is damaged there is damaged.
    private async ValueTask LookForBrokenAsync()
    {
        var replaced = 0;
        int count;
        while ((count = await xml.ReadValueChunkAsync(value, 0, value.Length)) > 0) replaced += value.AsSpan(0, count).Count('\uFFFD');
        if (replaced > 0) ReportBroken(structure?.Innermost.Path ?? "", replaced);
    }

    private void ReportBroken(string field, int count) => Report(StatementRules.EncodingBroken, field, $"bytes that are not UTF-8, the first at offset {bytes.TakeOffset(count)}{bytes.Guess}");

    private void JudgeDeclaredEncoding()
    {
        var encoding = xml.GetAttribute("encoding");
        if (encoding is null || encoding.Equals("UTF-8", StringComparison.OrdinalIgnoreCase) || encoding.Equals("US-ASCII", StringComparison.OrdinalIgnoreCase)) return;
        audit.Report(StatementRules.EncodingNotUtf8, new Place(lines.LineNumber, "encoding"), $"the file calls itself {Words.Quote(encoding)}");
    }

    private void Report(StatementRule rule, string field, string found)
    {
        var isInLine = assembly?.IsInEntry == true;
        if (isInLine) assembly!.Spoil();
        audit.Report(rule, new Place(lines.LineNumber, field, isInLine), found);
    }
}
