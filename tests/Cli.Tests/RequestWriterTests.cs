using System.Text;
using Granary.Cli.Http;

namespace Granary.Cli.Tests;

public sealed class RequestWriterTests
{
    private readonly RequestWriter writer = new(new Uri("http://127.0.0.1:5080"));

    [Fact]
    public void A_post_has_its_key_its_length_and_its_body()
    {
        writer.Begin().Add($$"""{"amountMinor":{{-42}},"order":"{{"ä"}}"}""");
        writer.Post("/v1/x", "secret", "key-1");
        Assert.Equal(
            "POST /v1/x HTTP/1.1\r\nHost: 127.0.0.1:5080\r\nAuthorization: Bearer secret\r\nIdempotency-Key: key-1\r\n" +
            "Content-Type: application/json\r\nContent-Length: 32\r\n\r\n{\"amountMinor\":-42,\"order\":\"ä\"}",
            Encoding.UTF8.GetString(writer.Request.Span));
    }

    [Fact]
    public void A_get_has_no_body_and_nothing_of_the_request_before()
    {
        writer.Begin().Add($"something long that was there before");
        writer.Post("/v1/a/long/path", "secret", "key-1");
        writer.Begin().Get("/v1/x", "secret");
        Assert.Equal("GET /v1/x HTTP/1.1\r\nHost: 127.0.0.1:5080\r\nAuthorization: Bearer secret\r\n\r\n", Encoding.UTF8.GetString(writer.Request.Span));
    }

    [Fact]
    public void A_body_grows_as_large_as_it_must()
    {
        writer.Begin();
        for (var i = 0; i < 100_000; i++) writer.Add($"{i} ");
        writer.Post("/v1/x", "secret", "key-1");
        var request = Encoding.UTF8.GetString(writer.Request.Span);
        Assert.EndsWith(" 99998 99999 ", request, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 588890\r\n", request, StringComparison.Ordinal);
    }
}
