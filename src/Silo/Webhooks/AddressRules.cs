using System.Net;
using System.Net.Sockets;

namespace Granary.Silo;

/// <summary>
/// Where a webhook may go: addresses of the public internet. Whatever is ours, our neighbours' or nobody's is refused, also when it is written inside
/// an IPv6 address.
/// </summary>
public static class AddressRules
{
    // The special-purpose registries of IANA, and multicast.
    private static readonly IPNetwork[] Refused4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // Of IPv6 only what is given out as global unicast, without what stands in it for something else: protocols' own, documentation, 6to4.
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] Refused6 = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? !Refused4.Any(network => network.Contains(address))
            : Global6.Contains(address) && !Refused6.Any(network => network.Contains(address));
    }
}
