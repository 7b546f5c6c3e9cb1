using System.Net;
using System.Net.Sockets;

namespace Granary.Silo;

/// <summary>All addresses of a name.</summary>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellation);

/// <summary>The receiver's name leads to no address that a webhook may go to.</summary>
internal sealed class AddressForbiddenException() : Exception("no address of the host is allowed");

/// <summary>
/// Connects to the very address that was looked at. Between a check of a name and a connection to the name its owner could change where it leads.
/// </summary>
/// <param name="isAllowed">See <see cref="AddressRules.IsPublic"/>; a sandbox allows everything.</param>
internal sealed class GuardedConnection(ResolveHost resolve, Func<IPAddress, bool> isAllowed)
{
    private const int AddressesTriedMax = 4;

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await resolve(host, cancellation).ConfigureAwait(false);
        var allowed = addresses.Where(isAllowed).Take(AddressesTriedMax).ToArray();
        if (allowed.Length == 0) throw addresses.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new AddressForbiddenException();
        for (var i = 0; ; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(allowed[i], port), cancellation).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i + 1 < allowed.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
