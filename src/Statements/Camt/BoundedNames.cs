using System.Xml;
using Granary.Statements.Text;

namespace Granary.Statements.Camt;

/// <summary>The names of elements and attributes in one file, which the XML reader keeps for ever: only so many.</summary>
internal sealed class BoundedNames(int countMax) : NameTable
{
    private int count;

    public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? Count(base.Add(key, start, len));

    public override string Add(string key) => Get(key) ?? Count(base.Add(key));

    private string Count(string name) =>
        ++count > countMax ? throw new LimitPassedException(StatementRules.XmlLimit, $"more than {countMax} different names of elements") : name;
}
