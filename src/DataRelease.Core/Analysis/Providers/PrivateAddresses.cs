using System.Net;
using System.Net.Sockets;

namespace DataRelease.Analysis.Providers;

/// <summary>Distinguishes addresses of this machine and of internal networks from public ones.</summary>
internal static class PrivateAddresses
{
    private static readonly IPNetwork[] _private =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/3",
            "::/127",
            "fc00::/7",
            "fe80::/10",
            "ff00::/8",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    // IPv6 addresses that contain IPv4 addresses: NAT64 in the last 32 bits, 6to4 after the prefix.
    private static readonly IPNetwork _nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork _sixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>True for an address that is not public.</summary>
    public static bool Contain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return Contain(address.MapToIPv4());
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var bytes = address.GetAddressBytes();
            if (_nat64.Contains(address))
                return Contain(new IPAddress(bytes.AsSpan(12, 4)));
            if (_sixToFour.Contains(address))
                return Contain(new IPAddress(bytes.AsSpan(2, 4)));
        }
        return _private.Any(network => network.Contains(address));
    }
}
