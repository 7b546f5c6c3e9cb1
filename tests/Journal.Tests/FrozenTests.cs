using Granary.Fixtures;
using Granary.Ledger;

namespace Granary.Journal.Tests;

/// <summary>What lies in databases already. A change here is a change of every journal there is.</summary>
public sealed class FrozenTests
{
    [Fact]
    public void An_owner_stays_in_its_partition() => Assert.Equal(
        "3 1 3 3 2 3 0 1",
        string.Join(' ', Enumerable.Range(1, 8).Select(n => Partitioning.Of(Given.User(n), partitionCount: 4))));

    [Fact]
    public void A_chain_stays_what_it_is()
    {
        var digest = BatchChain.DigestOf([[1], [2]]);

        Assert.Equal("A12871FEE210FB8619291EAEA194581CBD2531E4B23759D225F6806923F63222", Convert.ToHexString(digest));
        Assert.Equal("6F23BA84743B482ABA6DDCB757C73D35772F1D3C7D1C1D2962DB7D70DB424C91", Convert.ToHexString(BatchChain.After(BatchChain.Genesis, digest)));
    }

    [Fact]
    public void A_snapshots_digest_stays_what_it_is() => Assert.Equal(
        "397D87198A8B31323247329CFBE88941D1A88E8CD14453C9ADCA75E2EF610F18",
        Convert.ToHexString(SnapshotDigest.Of(new OwnerSnapshot(Given.User(1), new Seen(2, [3, 4]), "{}"u8.ToArray()))));

    [Fact]
    public void A_schema_script_has_a_number_of_its_own_and_none_is_left_out()
    {
        // What one database needs and the other does not leaves a gap in the other's.
        var (postgres, sqlite) = (NumbersIn("Postgres"), NumbersIn("Sqlite"));

        Assert.Equal(postgres.Distinct(), postgres);
        Assert.Equal(sqlite.Distinct(), sqlite);
        Assert.Equal(Enumerable.Range(1, postgres.Union(sqlite).Count()), postgres.Union(sqlite).Order());
    }

    private static List<int> NumbersIn(string folder) =>
        [.. Directory.GetFiles(Repository.PathOf($"src/Journal/{folder}"), "*.sql").Select(path => int.Parse(Path.GetFileName(path).AsSpan(0, 3)))];
}
