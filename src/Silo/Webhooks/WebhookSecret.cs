using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Granary.Silo;

/// <summary>
/// A webhook's secret as Standard Webhooks writes it: <c>whsec_</c> and 256 bits in base64. Derived from the host's secret and never stored: whoever
/// sees the journal cannot sign.
/// </summary>
public static class WebhookSecret
{
    private const string Prefix = "whsec_";

    public static string TextOf(HostSecret secret, Guid webhookId, int generation) => Prefix + Convert.ToBase64String(BytesOf(secret, webhookId, generation));

    /// <summary>The value of <c>webhook-signature</c>: one signature per secret, newest first.</summary>
    public static string Sign(HostSecret secret, Guid webhookId, IEnumerable<int> generations, string messageId, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.ASCII.GetBytes($"{messageId}.{timestamp.ToString(CultureInfo.InvariantCulture)}.");
        byte[] signed = [.. head, .. body];
        return string.Join(' ', generations.Select(generation => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(BytesOf(secret, webhookId, generation), signed))}"));
    }

    private static byte[] BytesOf(HostSecret secret, Guid webhookId, int generation) => secret.Sign($"webhook {webhookId:N} {generation}");
}
