using System.Net;
using System.Net.Sockets;
using Granary.Fixtures;
using Granary.Ledger;
using Granary.Silo;

namespace Granary.Grains.Tests.Webhooks;

/// <summary>Nobody makes us call what only we can reach.</summary>
public sealed class AddressTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("granary-hooks-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string> Forbidden { get; } =
    [
        "127.0.0.1", "127.255.1.2", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.127.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b:1::1",
        "100::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "3fff::1", "5f00::1",
    ];

    [Theory, MemberData(nameof(Forbidden))]
    public void An_address_that_is_not_of_the_public_internet_is_refused(string address) => Assert.False(AddressRules.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1"), InlineData("9.255.255.255"), InlineData("11.0.0.0"), InlineData("172.15.255.255"), InlineData("172.32.0.0"), InlineData("100.128.0.0")]
    [InlineData("223.255.255.255"), InlineData("::ffff:8.8.8.8"), InlineData("2606:4700::1111"), InlineData("2a00:1450:4001::1")]
    public void An_address_of_the_public_internet_is_allowed(string address) => Assert.True(AddressRules.IsPublic(IPAddress.Parse(address)));

    public static TheoryData<string> BadUrls { get; } =
    [
        "http://shop.example/", "ftp://shop.example/", "file:///etc/passwd", "gopher://shop.example/", "javascript:alert(1)", "//shop.example/", "shop.example", "",
        "https:shop.example", "https://", "https:///", "https://user@shop.example/", "https://user:pw@shop.example/", "https://shop.example/#x", "https://shop.example/#",
        "https://shop.example:22/", "https://shop.example:8443/", "https://shop.example:0/", "https://shop.example:99999/", "https://shop.example\\@127.0.0.1/", "https://intranet/", "https://localhost/",
        "https://LOCALHOST./", "https://a.localhost/", "https://printer.local/", "https://metadata.google.internal/", "https://127.0.0.1/", "https://127.0.0.1./",
        "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://017700000001/", "https://0177.0.0.1/", "https://127.0.0.01/",
        "https://169.254.169.254/latest/meta-data/", "https://10.1.2.3/", "https://0/", "https://[::1]/", "https://[0:0:0:0:0:0:0:1]/", "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/", "https://[64:ff9b::127.0.0.1]/", "https://[fe80::1%25eth0]/", "https://[fd00::1]/", "https://127%2e0.0.1/",
        "https://\u2460\u2461\u2466.0.0.1/", "https://shop.example/ x", "https://shop.example/\n", "https://999.999.999.999/",
    ];

    [Theory, MemberData(nameof(BadUrls))]
    public void Outside_the_sandbox_only_a_plain_https_URL_of_a_public_host_is_taken(string text) =>
        Assert.NotNull(WebhookUrl.Check(text, isSandbox: false, out _));

    [Theory, InlineData("https://shop.example/hooks?a=1"), InlineData("https://SHOP.example:443"), InlineData("https://1.1.1.1/x"), InlineData("https://[2606:4700::1111]/")]
    public void A_plain_https_URL_is_taken(string text) => Assert.Null(WebhookUrl.Check(text, isSandbox: false, out _));

    [Fact]
    public void A_URL_that_is_too_long_is_refused() => Assert.NotNull(WebhookUrl.Check($"https://shop.example/{new string('a', 512)}", isSandbox: true, out _));

    [Fact]
    public async Task A_name_that_leads_to_a_forbidden_address_is_not_connected_to_whatever_form_the_address_has()
    {
        var (leadsTo, asked) = (IPAddress.Loopback, 0);
        await using var town = await HookTown.StartAsync(folder, isSandbox: false, resolve: (_, _) =>
        {
            asked++;
            return Task.FromResult<IPAddress[]>([leadsTo]);
        });
        var webhook = await town.RegisterAsync("https://evil.example/", owner: null);
        foreach (var address in ((IEnumerable<object[]>)Forbidden).Select(row => IPAddress.Parse((string)row[0])))
        {
            leadsTo = address;
            var before = asked;
            // An address that was tried would be unreachable.
            Assert.Equal((address, WebhookResult.AddressForbidden, before + 1), (address, (await town.PingAsync(webhook)).Result, asked));
        }
    }

    [Fact]
    public async Task A_name_that_leads_elsewhere_the_second_time_it_is_asked_does_not_get_us_there()
    {
        var asked = 0;
        // Public for who checks, ours for who connects.
        ResolveHost rebinding = (_, _) => Task.FromResult<IPAddress[]>([Interlocked.Increment(ref asked) % 2 == 1 ? IPAddress.Parse("198.97.190.53") : IPAddress.Loopback]);
        await using var town = await HookTown.StartAsync(folder, HookTown.Hurry with { AnswerWithin = TimeSpan.FromMilliseconds(300) }, isSandbox: false, resolve: rebinding);
        var webhook = await town.RegisterAsync("https://rebind.example/", owner: null);
        for (var i = 0; i < 6; i++)
        {
            asked = i;
            var receipt = await town.PingAsync(webhook);
            Assert.Contains(receipt.Result, i % 2 == 0 ? [WebhookResult.TimedOut, WebhookResult.Unreachable] : (WebhookResult[])[WebhookResult.AddressForbidden]);
            Assert.Equal(i + 1, asked);
        }
    }

    [Theory, InlineData("http://127.0.0.1:@P/"), InlineData("https://127.0.0.1:@P/"), InlineData("https://[::1]:@P/"), InlineData("https://2130706433:@P/"), InlineData("https://localhost:@P/")]
    public async Task What_was_registered_while_the_journal_was_a_sandboxs_goes_nowhere_else(string url)
    {
        using var trap = new Trap();
        await using var town = await HookTown.StartAsync(folder, isSandbox: false);
        var webhook = await town.RegisterAsync(url.Replace("@P", $"{trap.Port}", StringComparison.Ordinal), owner: null);
        Assert.Equal(WebhookResult.AddressForbidden, (await town.PingAsync(webhook)).Result);
        Assert.Equal(0, trap.ConnectionCount);
    }

    [Theory, InlineData(301), InlineData(302), InlineData(303), InlineData(307), InlineData(308)]
    public async Task A_redirect_is_a_failure_and_never_followed(int status)
    {
        using var trap = new Trap();
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (_, context) =>
        {
            context.Response.Headers.Location = $"http://127.0.0.1:{trap.Port}/";
            return Task.FromResult(status);
        };
        await using var town = await HookTown.StartAsync(folder);
        var webhook = await town.RegisterAsync(receiver.Url, HookTown.Shop);
        var receipt = await town.PingAsync(webhook);
        Assert.Equal((WebhookResult.Redirected, status), (receipt.Result, receipt.Status));
        Assert.Equal(0, trap.ConnectionCount);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off_and_its_status_counts()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = async (_, context) =>
        {
            var chunk = new byte[1_000];
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            return 200;
        };
        await using var town = await HookTown.StartAsync(folder);
        var receipt = await town.PingAsync(await town.RegisterAsync(receiver.Url, HookTown.Shop));
        Assert.Equal((WebhookResult.Delivered, 200), (receipt.Result, receipt.Status));
        Assert.InRange(receipt.ElapsedMs, 0, 1_900);
    }

    /// <summary>Something of ours that must not be reached, on every local address.</summary>
    private sealed class Trap : IDisposable
    {
        private readonly TcpListener listener = TcpListener.Create(0);
        private int count;

        public Trap()
        {
            listener.Start();
            _ = CountAsync();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public int ConnectionCount => Volatile.Read(ref count);

        public void Dispose() => listener.Stop();

        private async Task CountAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    Interlocked.Increment(ref count);
                }
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
