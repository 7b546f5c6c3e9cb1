using System.Buffers.Text;
using System.Text.Json;

namespace Granary.ApiHost;

/// <summary>Whole numbers as written: digits with perhaps a minus. 1.0 and 1e2 are numbers of JSON and not of money.</summary>
internal static class WholeNumber
{
    public static bool TryRead(ref Utf8JsonReader reader, out long number)
    {
        number = 0;
        return Utf8Parser.TryParse(reader.ValueSpan, out number, out var consumed) && consumed == reader.ValueSpan.Length;
    }
}
