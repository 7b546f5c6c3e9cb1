namespace Granary.Ledger.Tests;

/// <summary>Ids are stored for ever and asked for again, so how they are derived may never change.</summary>
public sealed class CommandIds
{
    [Fact]
    public void The_derivations_are_frozen()
    {
        var request = CommandId.OfRequest("user-1001", "key-1");
        Assert.Equal("ed71cc45-730e-8f47-917b-838ca56b3a20", request.ToString());
        Assert.Equal("6b8bf096-dcdf-13c6-6ae6-c5644212b0b6", CommandId.OfItem("user-1001", "key-1", index: 7).ToString());
        Assert.Equal("cf967493-9f3c-e1b1-9d8c-f353213db69f", CommandId.OfEffect(request, "expire").ToString());
        Assert.Equal("c0bea559-5c17-7e96-9085-e6db42acb94b", CommandId.HashOf("a", "bc", "").ToString());
    }

    [Fact]
    public void The_same_cause_gives_the_same_id_and_another_cause_another()
    {
        Assert.Equal(CommandId.OfRequest("p", "k"), CommandId.OfRequest("p", "k"));
        Guid[] different =
        [
            CommandId.OfRequest("p", "k"), CommandId.OfRequest("pk", ""), CommandId.OfRequest("", "pk"), CommandId.OfRequest("p", "K"),
            CommandId.OfItem("p", "k", 0), CommandId.OfItem("p", "k", 1), CommandId.OfItem("p", "k0", 0), CommandId.HashOf("p", "k"),
            CommandId.HashOf("pk"), CommandId.HashOf("p", "k", ""), CommandId.HashOf(), CommandId.OfEffect(Guid.Empty, "k"),
        ];
        Assert.Equal(different.Length, different.Distinct().Count());
    }

    [Theory]
    [InlineData(255)]
    [InlineData(1_016)]
    [InlineData(1_017)]
    [InlineData(100_000)]
    public void Long_parts_are_hashed_whole(int length)
    {
        var text = new string('x', length);
        Assert.Equal(CommandId.HashOf(text), CommandId.HashOf(new string('x', length)));
        Assert.NotEqual(CommandId.HashOf(text), CommandId.HashOf(text[..^1] + "y"));
    }
}
