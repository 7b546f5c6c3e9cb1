using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Granary.Grains;

namespace Granary.Silo;

/// <summary>
/// Sends messages as Standard Webhooks describes. It goes to the address that was registered and nowhere else, takes nothing from the answer but the
/// status, and tells nobody where it went.
/// </summary>
internal sealed class WebhookSender : IWebhookSender, IDisposable
{
    private const int AnswerBytesMax = 4 * 1024;
    private const int AnswerHeadersKiBMax = 16;

    private readonly HostSecret secret;
    private readonly WebhookOptions options;
    private readonly TimeProvider time;
    private readonly bool isSandbox;
    private readonly CancellationToken hostLeaves;
    private readonly HttpMessageInvoker http;
    private readonly SendSlots slots = new();
    private readonly PingSlots pings = new();

    /// <param name="isSandbox">There a webhook may go to any address.</param>
    /// <param name="hostLeaves">Then nothing is waited for any more: whoever takes over sends it again.</param>
    public WebhookSender(HostSecret secret, WebhookOptions options, TimeProvider time, bool isSandbox, ResolveHost resolve, CancellationToken hostLeaves)
    {
        (this.secret, this.options, this.time, this.isSandbox, this.hostLeaves) = (secret, options, time, isSandbox, hostLeaves);
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = new GuardedConnection(resolve, isSandbox ? _ => true : AddressRules.IsPublic).ConnectAsync,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = AnswerHeadersKiBMax,
            // A name that leads elsewhere is noticed that soon.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            // Neither are our traces the receiver's business, nor is its URL our traces': without a propagator there is no span of the request.
            ActivityHeadersPropagator = null,
        });
    }

    public async Task<WebhookReceipt> SendAsync(WebhookMessage message, CancellationToken cancellation)
    {
        if (Forbidden(message, out var url) is { } forbidden) return forbidden;
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(hostLeaves, cancellation);
        using var slot = await slots.TakeAsync(url.IdnHost, message.Webhook.Owner, leaving.Token).ConfigureAwait(false);
        return await SendNowAsync(message, url, leaving.Token).ConfigureAwait(false);
    }

    public async Task<WebhookReceipt?> PingAsync(WebhookMessage message, CancellationToken cancellation)
    {
        if (Forbidden(message, out var url) is { } forbidden) return forbidden;
        using var slot = pings.TryTake(message.Webhook);
        if (slot is null) return null;
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(hostLeaves, cancellation);
        return await SendNowAsync(message, url, leaving.Token).ConfigureAwait(false);
    }

    public void Dispose() => http.Dispose();

    // Also what was registered while this journal was a sandbox's.
    private WebhookReceipt? Forbidden(WebhookMessage message, out Uri url)
    {
        var isWrong = WebhookUrl.Check(message.Webhook.Url, isSandbox, out var parsed) is not null;
        url = parsed!;
        return isWrong ? new WebhookReceipt(WebhookResult.AddressForbidden, 0, 0) : null;
    }

    private async Task<WebhookReceipt> SendNowAsync(WebhookMessage message, Uri url, CancellationToken leaving)
    {
        var startedAt = time.GetTimestamp();
        using var patience = new CancellationTokenSource(options.AnswerWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, leaving);
        var (result, status) = await TryAsync(message, url, either.Token, leaving).ConfigureAwait(false);
        return new WebhookReceipt(result, status, (long)time.GetElapsedTime(startedAt).TotalMilliseconds);
    }

    private async Task<(WebhookResult Result, int Status)> TryAsync(WebhookMessage message, Uri url, CancellationToken either, CancellationToken leaving)
    {
        try
        {
            using var request = RequestOf(message, url);
            using var response = await http.SendAsync(request, either).ConfigureAwait(false);
            await DrainAsync(response, either).ConfigureAwait(false);
            return (Judge((int)response.StatusCode), (int)response.StatusCode);
        }
        catch (Exception) when (leaving.IsCancellationRequested)
        {
            throw new OperationCanceledException(leaving);
        }
        catch (OperationCanceledException)
        {
            return (WebhookResult.TimedOut, 0);
        }
        catch (HttpRequestException failed) when (failed.InnerException is AddressForbiddenException)
        {
            return (WebhookResult.AddressForbidden, 0);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or InvalidOperationException or NotSupportedException)
        {
            return (WebhookResult.Unreachable, 0);
        }
    }

    private HttpRequestMessage RequestOf(WebhookMessage message, Uri url)
    {
        var body = WebhookBody.Of(message);
        var (id, timestamp) = ($"{message.Id:N}", message.SentAtMs / 1_000);
        var content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSecret.Sign(secret, message.Webhook.Id, message.Generations, id, timestamp, body.Span));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Granary", "1"));
        return request;
    }

    private static WebhookResult Judge(int status) => status switch
    {
        >= 200 and < 300 => WebhookResult.Delivered,
        >= 300 and < 400 => WebhookResult.Redirected,
        410 => WebhookResult.Gone,
        _ => WebhookResult.Refused,
    };

    // A short answer is read so that the connection can be used again; of a long or slow one the status is enough.
    private static async Task DrainAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(AnswerBytesMax);
        try
        {
            var answer = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            var left = AnswerBytesMax;
            while (left > 0 && await answer.ReadAsync(buffer.AsMemory(0, left), cancellation).ConfigureAwait(false) is > 0 and var read) left -= read;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status has been said.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
