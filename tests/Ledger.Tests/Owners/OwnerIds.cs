namespace Granary.Ledger.Tests;

public sealed class OwnerIds
{
    [Fact]
    public void Every_kind_and_number_survives_the_way_through_text_and_through_one_long()
    {
        foreach (var kind in Enum.GetValues<OwnerKind>())
        {
            foreach (var number in new[] { 0, 1, 1001, OwnerId.NumberMax - 1, OwnerId.NumberMax })
            {
                var owner = new OwnerId(kind, number);
                Assert.Equal((kind, number), (owner.Kind, owner.Number));
                Assert.True(OwnerId.TryParse(owner.ToString(), out var read));
                Assert.Equal(owner, read);
                Assert.Equal(owner, new OwnerId(owner.Packed));
            }
        }
    }

    [Fact]
    public void The_packed_form_is_frozen()
    {
        Assert.Equal(0x0100_0000_0000_03E9, new OwnerId(OwnerKind.User, 1001).Packed);
        Assert.Equal(0x0900_0000_0000_0000, new OwnerId(OwnerKind.Partner, 0).Packed);
        Assert.Equal(new OwnerId(OwnerKind.Platform, 1), OwnerId.Platform);
    }

    [Theory]
    [InlineData("user")]
    [InlineData("user-")]
    [InlineData("-1")]
    [InlineData("User-1")]
    [InlineData("user-01")]
    [InlineData("user-+1")]
    [InlineData("user--1")]
    [InlineData("user- 1")]
    [InlineData("user-1 ")]
    [InlineData("user-1\0")]
    [InlineData("user-1,000")]
    [InlineData("user-\u0661")]
    [InlineData("bank-1")]
    [InlineData("user-72057594037927936")]
    [InlineData("user-99999999999999999999")]
    [InlineData("")]
    [InlineData(null)]
    public void One_owner_has_one_text(string? text) => Assert.False(OwnerId.TryParse(text, out _));

    [Fact]
    public void A_number_that_does_not_fit_is_a_bug()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new OwnerId(OwnerKind.User, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OwnerId(OwnerKind.User, OwnerId.NumberMax + 1));
    }
}
