using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.Grains.Tests.Observing;

public sealed class ActivityBatchTests
{
    // A memory stream of Orleans keeps messages in blocks of this size and takes none that is larger.
    private const int BlockBytes = 1 << 20;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2_000, 1)]
    [InlineData(100, 1_000)]
    [InlineData(3, 20_000)]
    public void A_page_is_published_whole_and_in_order_in_pieces_that_a_stream_takes(int entryCount, int transferCount)
    {
        var page = Enumerable.Range(1, entryCount).Select(position => new PostedEntry(0, position, Cart(position, transferCount))).ToImmutableArray();

        var pieces = ActivityBatches.Of(page).ToList();

        Assert.Equal(page, pieces.SelectMany(piece => piece).Select(activity => activity.Posted));
        Assert.All(pieces, piece => Assert.True(piece.Length == 1 || piece.Sum(activity => 400 + (40 * activity.Posted.Entry.Transfers.Length)) < BlockBytes));
        Assert.True(pieces.Count <= 1 + (entryCount * (512 + (48 * transferCount)) / (256 << 10)), "needlessly many");
    }

    private static Entry Cart(long position, int transferCount) => new(
        new OwnerId(OwnerKind.User, 1), position, CommandId.HashOf($"{position}"), default, 0, new UserEvent.PaymentMade(Scene.Mall, null, 0),
        [.. Enumerable.Repeat(new Transfer(Pocket.Cash, new OwnerId(OwnerKind.Merchant, 1), Pocket.Pending, Asset.Cny, 1), transferCount)]);
}
