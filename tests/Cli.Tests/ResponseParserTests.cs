using System.Text;
using Granary.Cli.Http;

namespace Granary.Cli.Tests;

public sealed class ResponseParserTests
{
    private const string WithLength = "HTTP/1.1 201 Created\r\nDate: x\r\nContent-Length: 11\r\nIdempotent-Replayed: true\r\n\r\n{\"a\":\"b\\n\"}";
    private const string Chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n1A;x=y\r\n, wide and beautiful world\r\n0\r\n\r\n";
    private const string Empty = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
    private const string Interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

    public static TheoryData<string, int, string, bool, bool> Responses => new()
    {
        { WithLength, 201, "{\"a\":\"b\\n\"}", true, false },
        { Chunked, 200, "hello, wide and beautiful world", false, false },
        { Empty, 204, "", false, true },
        { Interim, 200, "ok", false, false },
    };

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_response_cut_into_two_anywhere_is_read_the_same(string response, int status, string body, bool replayed, bool closes)
    {
        var bytes = Encoding.ASCII.GetBytes(response);
        for (var cut = 0; cut <= bytes.Length; cut++) AssertRead(bytes, [cut, bytes.Length], status, body, replayed, closes);
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_response_that_arrives_byte_by_byte_is_read_the_same(string response, int status, string body, bool replayed, bool closes)
    {
        var bytes = Encoding.ASCII.GetBytes(response);
        AssertRead(bytes, [.. Enumerable.Range(1, bytes.Length)], status, body, replayed, closes);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 1x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n")]
    public void What_is_not_http_as_we_know_it_is_refused(string response)
    {
        var parser = new ResponseParser();
        parser.Reset();
        Assert.Throws<InvalidDataException>(() => parser.TryComplete(Encoding.ASCII.GetBytes(response)));
    }

    [Fact]
    public void A_parser_is_as_new_after_a_reset()
    {
        var parser = new ResponseParser();
        foreach (var response in new[] { Chunked, WithLength, Empty, WithLength, Interim, Chunked })
        {
            parser.Reset();
            Assert.True(parser.TryComplete(Encoding.ASCII.GetBytes(response)));
        }
        Assert.False(parser.Closes);
        Assert.False(parser.Replayed);
    }

    private static void AssertRead(byte[] response, int[] arrivals, int status, string body, bool replayed, bool closes)
    {
        var parser = new ResponseParser();
        parser.Reset();
        var buffer = response.ToArray();
        for (var i = 0; i < arrivals.Length; i++)
        {
            // What has not arrived yet must not be read: the buffer holds garbage there.
            var isWhole = arrivals[i] == response.Length;
            Assert.Equal(isWhole, parser.TryComplete(buffer.AsSpan(0, arrivals[i])));
            if (isWhole) break;
        }
        Assert.Equal(status, parser.Status);
        Assert.Equal(body, Encoding.ASCII.GetString(buffer[parser.Body]));
        Assert.Equal(replayed, parser.Replayed);
        Assert.Equal(closes, parser.Closes);
    }
}
