using System.Globalization;
using System.Text.Json;
using Granary.Cli.Http;

namespace Granary.Cli.SaleDay;

/// <summary>What the server's own proof says about the whole ledger.</summary>
/// <param name="SumsMinor">Per currency; zero, or money was made or lost.</param>
public sealed record ProofReading(IReadOnlyDictionary<string, Int128> SumsMinor, string CustomerLiabilitiesMinor, string CustodyMinor)
{
    public string SumsText => string.Join(", ", SumsMinor.Select(sum => $"{sum.Key} {sum.Value}"));

    public bool IsSound => SumsMinor.Values.All(sum => sum == 0) && CustomerLiabilitiesMinor == CustodyMinor;

    public static async Task<(ProofReading? Proof, Answered? Wrong)> ReadAsync(Caller caller, ApiKeys keys)
    {
        caller.Writer.Begin().Get("/v1/ledger/proof", keys.Operator);
        var answer = await caller.SendAsync();
        return answer.IsAccepted ? (Parse(answer.Body), null) : (null, new Answered("GET /v1/ledger/proof", answer.Status, AnswerJson.Code(answer.Body)));
    }

    public static ProofReading Parse(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        // Raw text, because a ledger's total may be larger than any JSON number that a parser keeps.
        return new ProofReading(
            root.GetProperty("sumsMinor").EnumerateObject().ToDictionary(
                sum => sum.Name, sum => Int128.Parse(sum.Value.GetRawText().Trim('"'), CultureInfo.InvariantCulture), StringComparer.Ordinal),
            root.GetProperty("customerLiabilitiesMinor").GetRawText(),
            root.GetProperty("custodyMinor").GetRawText());
    }
}
