using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Granary.Silo;

/// <summary>What may be registered as a webhook's URL. Where its name leads is looked at when something is sent, each time anew.</summary>
public static class WebhookUrl
{
    public const int LengthMax = 512;

    private static readonly string[] LocalNames = [".localhost", ".local", ".internal", ".home.arpa"];

    /// <summary>Null and the URL in its one form; otherwise what is wrong.</summary>
    /// <param name="isSandbox">There a webhook may go anywhere, also without TLS.</param>
    public static string? Check(string text, bool isSandbox, out Uri? url)
    {
        url = null;
        if (text.Length > LengthMax || text.AsSpan().ContainsAnyExceptInRange('!', '~') || text.Contains('\\', StringComparison.Ordinal)) return $"A URL has at most {LengthMax} characters, all of them printable ASCII.";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var parsed) || !HasScheme(text, parsed, isSandbox)) return isSandbox ? "The URL must begin with https:// or http://." : "The URL must begin with https://.";
        if (parsed.UserInfo.Length > 0 || parsed.Fragment.Length > 0 || text.Contains('#', StringComparison.Ordinal)) return "A URL has neither user nor fragment here.";
        if (parsed.AbsoluteUri.Length > LengthMax || parsed.Host.Length == 0) return $"A URL has a host and at most {LengthMax} characters.";
        // A silo's way out of the cluster is open for this port and no other (deploy/kubernetes/network.yaml).
        if (!isSandbox && parsed.Port != 443) return "The port must be 443.";
        if (!isSandbox && !IsPublicHost(parsed)) return "The host must be a public one.";
        url = parsed;
        return null;
    }

    private static bool HasScheme(string text, [NotNullWhen(true)] Uri? parsed, bool isSandbox) =>
        parsed is not null && text.StartsWith($"{parsed.Scheme}://", StringComparison.OrdinalIgnoreCase) &&
        (parsed.Scheme == Uri.UriSchemeHttps || (isSandbox && parsed.Scheme == Uri.UriSchemeHttp));

    // The parser has already turned 2130706433, 0x7f.1 and 0177.0.0.1 into the address that they are.
    private static bool IsPublicHost(Uri parsed)
    {
        if (IPAddress.TryParse(parsed.DnsSafeHost, out var address)) return AddressRules.IsPublic(address);
        var name = parsed.IdnHost.TrimEnd('.');
        // A name without a dot belongs to this network, whatever it leads to; and one that ends in a number is an address in disguise.
        if (!name.Contains('.', StringComparison.Ordinal) || char.IsAsciiDigit(name[^1])) return false;
        return !LocalNames.Any(local => name.EndsWith(local, StringComparison.OrdinalIgnoreCase));
    }
}
