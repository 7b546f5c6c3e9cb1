using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Granary.Statements.Camt;

namespace Granary.Statements.Tests.Camt;

/// <summary>The reader and the schema say the same: of the samples, and of the samples with one element changed.</summary>
public sealed class SchemaVerdicts
{
    private const string Samples = "camt053/samples/camt053.v8.xml";
    private static readonly string[] SchemaRules = ["camt-namespace", "camt-missing", "camt-unexpected", "camt-value", "xml-broken"];

    // Values that the schema refuses by form and we by meaning; they are refused by both, under our own names.
    private static readonly string[] ValueRules =
        [.. SchemaRules, "amount-not-a-number", "amount-negative", "amount-decimals", "amount-overflow", "currency-unknown", "date-impossible"];

    [DataFact(Samples)]
    public async Task Every_sample_is_valid_here_exactly_when_it_is_valid_by_its_schema()
    {
        var verdicts = new List<bool>();
        foreach (var (name, document) in Documents())
        {
            var isValid = IsValid(document);
            verdicts.Add(isValid);
            var findings = (await Given.ReadAsync(Bytes(document))).Findings();
            Assert.True(isValid == !findings.Any(finding => SchemaRules.Contains(finding.Rule)), $"{name}: the schema says {Refusal(document) ?? "valid"}\n{findings.Describe()}");
        }
        Assert.Equal((9, 1), (verdicts.Count(valid => valid), verdicts.Count(valid => !valid)));
    }

    [DataFact(Samples)]
    public async Task Every_change_of_one_element_is_judged_here_as_by_the_schema()
    {
        var judged = 0;
        var refused = 0;
        foreach (var (name, document) in Documents().Where(sample => !sample.Name.Contains("wrong", StringComparison.Ordinal)))
        {
            for (var at = 0; at < document.Descendants().Count(); at++)
            {
                foreach (var change in Changes())
                {
                    var changed = new XDocument(document);
                    var element = changed.Descendants().ElementAt(at);
                    if (!IsRead(element, Version(document))) break;
                    change.Do(element);
                    var isValid = IsValid(changed);
                    var findings = (await Given.ReadAsync(Bytes(changed))).Findings();
                    var agrees = isValid ? !findings.Any(finding => SchemaRules.Contains(finding.Rule)) : findings.Any(finding => ValueRules.Contains(finding.Rule));
                    Assert.True(agrees, $"{name}, element {at} {document.Descendants().ElementAt(at).Name.LocalName}, {change.Name}: the schema says {Refusal(changed) ?? "valid"}\n{findings.Describe()}");
                    judged++;
                    if (!isValid) refused++;
                }
            }
        }
        // Both verdicts are tried in number, so agreeing on everything by saying one thing is not possible.
        Assert.InRange(refused, 2_000, judged - 300);
    }

    private static IEnumerable<(string Name, Action<XElement> Do)> Changes()
    {
        yield return ("taken out", element => element.Remove());
        yield return ("doubled", element => element.AddAfterSelf(new XElement(element)));
        yield return ("renamed", element => element.Name = element.Name.Namespace + "Hush");
        yield return ("put into no namespace", element => element.Name = element.Name.LocalName);
        yield return ("moved before its neighbour", element => { if (element.PreviousNode is { } before) { element.Remove(); before.AddBeforeSelf(element); } });
        yield return ("given an attribute", element => element.SetAttributeValue("hush", "1"));
        yield return ("given a text", element => element.Add("hush"));
        yield return ("emptied", element => element.RemoveNodes());
        yield return ("stripped of its attributes", element => element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration).Remove());
        foreach (var text in new[] { "x", new string('x', 35), new string('x', 36), new string('x', 600), "-1", "1.123456", "12345678901234567890", "2026-02-30", " 2026-02-28 ", "2026-02-28T10:00:00Z", "false", "CRDT" })
        {
            yield return ($"set to {text[..Math.Min(20, text.Length)]}", element => { if (!element.HasElements) element.Value = text; });
        }
    }

    /// <summary>The element is one that the reader judges: not below one that it passes over.</summary>
    private static bool IsRead(XElement element, int version)
    {
        var shape = CamtGrammar.Of(version);
        foreach (var name in element.AncestorsAndSelf().Reverse().Skip(1).Select(ancestor => ancestor.Name.LocalName))
        {
            if (shape.IsOpaque) return false;
            shape = shape.Steps.Single(step => step.Shape.Name == name).Shape;
        }
        // Its own text is judged only when it is read, and a changed root is another format.
        return !shape.IsOpaque && element.Parent is not null;
    }

    private static bool IsValid(XDocument document) => Refusal(document) is null;

    /// <summary>What the schema has against it first.</summary>
    private static string? Refusal(XDocument document)
    {
        string? refusal = null;
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = Schemas.Value };
        settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
        settings.ValidationEventHandler += (_, refused) => refusal ??= refused.Message;
        using var reader = XmlReader.Create(new MemoryStream(Bytes(document)), settings);
        while (reader.Read()) continue;
        return refusal;
    }

    private static readonly Lazy<XmlSchemaSet> Schemas = new(() =>
    {
        var schemas = new XmlSchemaSet();
        foreach (var path in Directory.GetFiles(SharedData.PathOf("camt053/xsd"), "*.xsd")) schemas.Add(null, path);
        schemas.Compile();
        return schemas;
    });

    private static IEnumerable<(string Name, XDocument Document)> Documents()
    {
        foreach (var path in Directory.GetFiles(SharedData.PathOf("camt053/samples"), "*.xml").Order()) yield return (Path.GetFileName(path), XDocument.Load(path));
        yield return ("ours", XDocument.Parse(Given.Camt));
        yield return ("ours as version 3", XDocument.Parse(Given.Camt.With("camt.053.001.04", "camt.053.001.03")
            .With("<TtlNetNtry><Amt>250.50</Amt><CdtDbtInd>CRDT</CdtDbtInd></TtlNetNtry>", "<TtlNetNtryAmt>250.50</TtlNetNtryAmt><CdtDbtInd>CRDT</CdtDbtInd>")));
    }

    private static int Version(XDocument document) => document.Root!.Name.NamespaceName[^1] - '0';

    private static byte[] Bytes(XDocument document) => Encoding.UTF8.GetBytes(document.ToString(SaveOptions.DisableFormatting));
}
