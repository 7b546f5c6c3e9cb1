using Granary.Cli.Load;

namespace Granary.Cli.Tests;

public sealed class ZipfTests
{
    [Fact]
    public void Shares_fall_with_the_rank()
    {
        const int drawCount = 200_000;
        var zipf = new Zipf(1_000);
        var random = new Random(42);
        var counts = new int[1_000];
        for (var i = 0; i < drawCount; i++) counts[zipf.Next(random)]++;

        // The harmonic number of 1,000 is 7.485.
        Assert.InRange(counts[0], drawCount / 7.485 * 0.95, drawCount / 7.485 * 1.05);
        Assert.InRange(counts[0] / (double)counts[1], 1.8, 2.2);
        Assert.InRange(counts[0] / (double)counts[9], 9, 11);
    }

    [Fact]
    public void One_merchant_gets_everything()
    {
        var zipf = new Zipf(1);
        var random = new Random(1);
        for (var i = 0; i < 100; i++) Assert.Equal(0, zipf.Next(random));
    }

    [Fact]
    public void The_same_seed_draws_the_same()
    {
        var zipf = new Zipf(50);
        var (first, second) = (new Random(7), new Random(7));
        for (var i = 0; i < 1_000; i++) Assert.Equal(zipf.Next(first), zipf.Next(second));
    }
}
