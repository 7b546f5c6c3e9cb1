using System.Globalization;
using System.Text.Json.Nodes;
using Granary.Fixtures;
using Npgsql;
using Xunit.Abstractions;

namespace Granary.EndToEnd;

/// <summary>
/// Rows that are not what was written: all of them are found, whom they concern is out of service until they are repaired, and everybody else notices
/// nothing, though the feeds read them, observers and hosts begin anew, and one bank is among those concerned.
/// </summary>
public sealed class CorruptionTests(ITestOutputHelper output)
{
    private const int Users = 48, Merchants = 6, PaymentsEach = 4, Snapshotted = Users;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [PostgresFact]
    public async Task Flipped_bits_are_all_found_and_stop_only_whom_they_concern_until_they_are_repaired()
    {
        using var postgres = new PostgresServer();
        foreach (var round in Campaign.Rounds(inLongForm: 20))
        {
            await using var cluster = new GranaryCluster(postgres, isOrleans: false) { Output = output.WriteLine };
            await RoundAsync(cluster, new Random(20261241 + round), new FlippedBits(cluster.Store.Postgres!));
        }
    }

    [PostgresFact]
    public async Task A_row_that_is_there_twice_is_refused_by_the_database()
    {
        using var postgres = new PostgresServer();
        await using var cluster = new GranaryCluster(postgres, isOrleans: false) { Output = output.WriteLine };
        await cluster.StartHostAsync("one");
        var bits = new FlippedBits(cluster.Store.Postgres!);
        await bits.ExecuteAsync("create table copy as select * from journal_line where owner >> 56 = 4 limit 1");
        string[] changes = ["position = position", "position = 1000000", "position = 1000000, sequence = 1000000", "position = 1000000, command_id = gen_random_uuid()"];
        foreach (var change in changes)
        {
            await bits.ExecuteAsync($"update copy set {change}");
            var refused = await Assert.ThrowsAsync<PostgresException>(() => bits.ExecuteAsync("set session_replication_role = replica; insert into journal_line select * from copy"));
            Assert.Equal(PostgresErrorCodes.UniqueViolation, refused.SqlState);
            await bits.ExecuteAsync("delete from copy; insert into copy select * from journal_line where owner >> 56 = 4 limit 1");
        }
        var (code, said) = Programs.Verify(cluster.Store);
        Assert.True(code == 0, said);
    }

    private async Task RoundAsync(GranaryCluster cluster, Random random, FlippedBits bits)
    {
        await cluster.StartHostAsync("one");
        await LiveAsync(cluster);
        // In order, so that whoever did enough keeps a snapshot.
        Assert.Equal(0, cluster["one"].Stop());
        cluster.Forget("one");
        await bits.BackUpAsync();
        var balances = await BalancesAsync(bits);

        var flipped = await FlipAsync(random, bits);
        var snapshot = (await bits.ReadAsync($"{Unseen} update snapshot set state = overlay(state placing '9' from 20 for 1) where owner = {OwnerOf("user", Snapshotted)} returning owner", row => row.GetInt64(0))).Single();
        output.WriteLine($"flipped {string.Join("; ", flipped)}; and a byte of the snapshot of {snapshot:x}");
        var found = Findings(cluster, exitCode: 1);
        Assert.All(flipped, flip => Assert.Contains(found, finding => (string?)finding!["rule"] == "EntryIntact" && (int?)finding["partition"] == flip.Partition && (long?)finding["position"] == flip.Position));
        Assert.Contains(found, finding => (string?)finding!["rule"] == "SnapshotIsTheFold" && (string?)finding["owner"] == $"user-{Snapshotted}");

        // Feeds and observers have to read all of it again, and so has every owner without a snapshot.
        await bits.ExecuteAsync("delete from feed_cursor; delete from observation");
        await cluster.StartHostAsync("two");
        var concerned = flipped.SelectMany(flip => flip.Owners).ToHashSet();
        await OthersNoticeNothingAsync(cluster, concerned);
        Assert.True(await MetricAsync(cluster, "granary_grains_quarantined_total") > 0);
        await Wait.UntilAsync(async () => await MetricAsync(cluster, "granary_feed_skipped", "reader=\"feed\"") == flipped.Count
            && await MetricAsync(cluster, "granary_feed_skipped", "reader=\"MerchantFlow\"") == flipped.Count, Patience, "feeds and days step past what is damaged");

        foreach (var flip in flipped) await bits.MendAsync(flip);
        await bits.ExecuteAsync($"delete from snapshot where owner = {snapshot}");
        Assert.Empty(Findings(cluster, exitCode: 0));
        // Nobody is started anew: who was out of service is there again, and what was stepped past is taken.
        await EverybodyPaysAsync(cluster, concerned: [], "mended");
        await Wait.UntilAsync(async () => await MetricAsync(cluster, "granary_feed_skipped") == 0, Patience, "what is repaired is taken");
        await FlowsAreWholeAsync(cluster, bits);
        Assert.Equal(0, cluster["two"].Stop());
        cluster.Forget("two");
        Assert.Empty(Findings(cluster, exitCode: 0));
        // But for what was paid since, all is as it was.
        Assert.Equal(balances, await BalancesAsync(bits, "and l.position <= (select max(k.position) from kept k where k.partition = l.partition)"));
    }

    private static async Task LiveAsync(GranaryCluster cluster)
    {
        using var sandbox = cluster.Client("one", "sandbox");
        using var bank = cluster.Client("one", "bank");
        for (var merchant = 1; merchant <= Merchants; merchant++) Assert.True((await sandbox.PutAsync($"/v1/merchants/{merchant}")).IsSuccess);
        await Task.WhenAll(Enumerable.Range(1, Users).Select(async user =>
        {
            Assert.True((await sandbox.PutAsync($"/v1/users/{user}")).IsSuccess);
            // The first bank's books will be damaged; most people are with the others.
            var custodian = user % 8 == 0 ? "icbc" : "ceb";
            var deposit = $$"""{"user":"{{user}}","amountMinor":1000000,"currency":"CNY","bankReference":"first-{{user}}"}""";
            Assert.True((await bank.PostAsync($"/v1/custody/{custodian}/deposits", deposit, $"first-{user}")).IsSuccess);
            for (var n = 0; n < (user == Snapshotted ? 60 : PaymentsEach); n++) Assert.Equal(201, await PayAsync(sandbox, user, $"live-{user}-{n}"));
        }));
    }

    // One of every column in entries of users who are not the one with the snapshot, and one of a bank.
    private static async Task<List<Flipped>> FlipAsync(Random random, FlippedBits bits)
    {
        var flipped = new List<Flipped>();
        var payments = (await bits.EntriesAsync($"kind = 101 and owner <> {OwnerOf("user", Snapshotted)} and owner <= {OwnerOf("user", 24)}")).OrderBy(_ => random.Next()).ToList();
        for (var column = 0; column < FlippedBits.ColumnCount; column++) flipped.Add(await bits.FlipAsync(random, column, payments[column].Partition, payments[column].Position));
        var deposits = await bits.EntriesAsync($"kind = 401 and owner = {OwnerOf("custody", 1)}");
        var (partition, position) = deposits[random.Next(deposits.Count)];
        flipped.Add(await bits.FlipAsync(random, column: 0, partition, position));
        return flipped;
    }

    private static async Task OthersNoticeNothingAsync(GranaryCluster cluster, HashSet<long> concerned)
    {
        await EverybodyPaysAsync(cluster, concerned, "damaged");
        using var auditor = cluster.Client("two", "auditor");
        for (var user = 1; user <= Users; user++)
        {
            if (concerned.Contains(OwnerOf("user", user))) continue;
            var minute = (await auditor.GetAsync($"/v1/users/{user}/velocity"))["windows"]!.AsArray();
            Assert.NotEmpty(minute);
        }
        using var bank = cluster.Client("two", "bank");
        foreach (var (custodian, number) in new[] { ("icbc", 1), ("ceb", 2) })
        {
            var deposit = $$"""{"user":"{{Users}}","amountMinor":1,"currency":"CNY","bankReference":"while-{{custodian}}"}""";
            var reply = await bank.PostAsync($"/v1/custody/{custodian}/deposits", deposit, $"while-{custodian}");
            AssertServed(reply, !concerned.Contains(OwnerOf("custody", number)), custodian);
        }
    }

    private static async Task EverybodyPaysAsync(GranaryCluster cluster, HashSet<long> concerned, string when)
    {
        using var sandbox = cluster.Client("two", "sandbox");
        for (var user = 1; user <= Users; user++)
        {
            AssertServed(await sandbox.PostAsync($"/v1/users/{user}/payments", Payment(user), $"{when}-{user}"), !concerned.Contains(OwnerOf("user", user)), $"user-{user}");
        }
    }

    private static void AssertServed(Reply reply, bool isServed, string who)
    {
        if (isServed) Assert.True(reply.Status == 201, $"{who}: {reply}");
        else Assert.True(reply.Status == 503 && (string?)reply.Json["code"] == "owner_quarantined", $"{who}: {reply}");
    }

    private static async Task<int> PayAsync(GranaryClient sandbox, int user, string key) => (await sandbox.PostAsync($"/v1/users/{user}/payments", Payment(user), key)).Status;

    private static string Payment(int user) => $$"""{"merchant":"{{(user % Merchants) + 1}}","amountMinor":{{100 + user}},"currency":"CNY","scene":"mall"}""";

    // The days as the observers have them, against the rows themselves.
    private static async Task FlowsAreWholeAsync(GranaryCluster cluster, FlippedBits bits)
    {
        var sales = await bits.ReadAsync(
            "select credit_owner, count(*), sum(amount_minor)::bigint from journal_line where kind = 101 and credit_owner >> 56 = 2 group by 1 order by 1",
            row => (Merchant: row.GetInt64(0), Count: row.GetInt64(1), Minor: row.GetInt64(2)));
        using var auditor = cluster.Client("two", "auditor");
        foreach (var (merchant, count, minor) in sales)
        {
            await Wait.UntilAsync(async () =>
            {
                var turnovers = (await auditor.GetAsync($"/v1/merchants/{merchant & 0xFFFF}/flow"))["days"]!.AsArray().SelectMany(day => day!["turnovers"]!.AsArray()).ToList();
                return turnovers.Sum(turnover => (long)turnover!["sales"]!) == count && turnovers.Sum(turnover => (long)turnover!["salesMinor"]!) == minor;
            }, Patience, $"the days of merchant {merchant & 0xFFFF} hold {count} sales");
        }
    }

    private static JsonArray Findings(GranaryCluster cluster, int exitCode)
    {
        var (code, said) = Programs.Run("dotnet", Programs.Silo, "verify", "--json", "--postgres", cluster.Store.Postgres!);
        Assert.True(code == exitCode, said);
        return JsonNode.Parse(said)!["findings"]!.AsArray();
    }

    private static Task<List<string>> BalancesAsync(FlippedBits bits, string only = "") => bits.ReadAsync(
        $"""
        select m.owner || ' ' || m.pocket || ' ' || sum(m.minor) from (
            select owner, debit_pocket as pocket, -amount_minor as minor from journal_line l where amount_minor is not null {only}
            union all
            select credit_owner, credit_pocket, amount_minor from journal_line l where amount_minor is not null {only}) m
        group by m.owner, m.pocket order by m.owner, m.pocket
        """, row => row.GetString(0));

    private static async Task<double> MetricAsync(GranaryCluster cluster, string name, string label = "")
    {
        using var http = new HttpClient();
        var page = await http.GetStringAsync(new Uri($"{cluster["two"].Url}/metrics"));
        return page.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal)).Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    private const string Unseen = "set session_replication_role = replica;";

    private static long OwnerOf(string kind, long number) => ((kind switch { "user" => 1L, "custody" => 4L, _ => throw new ArgumentOutOfRangeException(nameof(kind)) }) << 56) | number;
}
