using System.Text.Json;
using Granary.Cli.Http;

namespace Granary.Cli.SaleDay.Operations;

/// <summary>Only the answer of a settlement says how much it was and what of it was the platform's fee.</summary>
internal static class Settlement
{
    internal static void Book(Answer answer, int merchant, ShadowLedger shadow)
    {
        using var document = JsonDocument.Parse(answer.Body);
        foreach (var paid in document.RootElement.GetProperty("settlement").GetProperty("paid").EnumerateArray())
        {
            if (paid.GetProperty("currency").GetString() != "CNY") continue;
            shadow.Move(merchant, Purse.Pending, merchant, Purse.Cash, paid.GetProperty("grossMinor").GetInt64());
            shadow.Take(merchant, Purse.Cash, paid.GetProperty("feeMinor").GetInt64());
        }
    }
}
