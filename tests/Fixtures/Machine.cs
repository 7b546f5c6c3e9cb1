using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Granary.Fixtures;

/// <summary>Where programs run and sockets are opened: this machine, or one of a <see cref="PrivateNetwork"/>.</summary>
public sealed class Machine
{
    private const int NetworkSpace = 0x4000_0000;
    private readonly string? space;

    internal Machine(string? space, string address) => (this.space, Address) = (space, address);

    /// <summary>The one that the tests run on, by its loopback.</summary>
    public static Machine Here { get; } = new(space: null, "127.0.0.1");

    /// <summary>Where the others on its network reach it.</summary>
    public string Address { get; }

    /// <summary>The same machine, as its own programs reach it.</summary>
    public Machine Inside => new(space, "127.0.0.1");

    /// <summary>How to start a program there. It is itself the process that is started.</summary>
    public ProcessStartInfo Start(string program, IEnumerable<string> arguments) =>
        space is null ? new(program, arguments) : new("ip", ["netns", "exec", space, program, .. arguments]);

    public Socket NewSocket()
    {
        if (space is null) return Open();
        // A socket stays in the network in which it was opened, and only the thread that opens it has to go there. So it does not come back.
        Socket? socket = null;
        Exception? failed = null;
        var visitor = new Thread(() =>
        {
            try
            {
                using var file = File.OpenHandle($"/run/netns/{space}");
                if (setns((int)file.DangerousGetHandle(), NetworkSpace) != 0) throw new InvalidOperationException($"no way into {space}: {Marshal.GetLastPInvokeErrorMessage()}");
                socket = Open();
            }
            catch (Exception any)
            {
                failed = any;
            }
        });
        visitor.Start();
        visitor.Join();
        return socket ?? throw new InvalidOperationException($"no socket in {space}", failed);
    }

    /// <summary>From now on these packets, in nftables' words, do not arrive there.</summary>
    internal void Drop(params IEnumerable<string> packets) => Rule(
        "add table inet faults; add chain inet faults input { type filter hook input priority 0; }; " +
        string.Concat(packets.Select(which => $"add rule inet faults input {which} counter drop; ")));

    /// <summary>Everything arrives again; how many packets did not.</summary>
    internal long DropNothing()
    {
        var words = Rule("list ruleset").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        // Added first, for one that is not there cannot be deleted.
        Rule("add table inet faults; delete table inet faults");
        return words.Zip(words.Skip(1)).Where(pair => pair.First == "packets").Sum(pair => long.Parse(pair.Second, System.Globalization.CultureInfo.InvariantCulture));
    }

    private string Rule(string rules) => PrivateNetwork.Run(Start("nft", [rules]));

    private static Socket Open() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

#pragma warning disable SYSLIB1054, CA5392 // One call into the C library does not need generated code.
    [DllImport("libc", SetLastError = true)]
    private static extern int setns(int space, int kind);
#pragma warning restore SYSLIB1054, CA5392
}
