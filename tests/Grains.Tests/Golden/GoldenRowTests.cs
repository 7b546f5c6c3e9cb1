using System.Globalization;
using System.Security.Cryptography;
using Granary.Fixtures;
using Granary.Ledger;

namespace Granary.Grains.Tests.Golden;

/// <summary>
/// Rows of the table <c>observation</c> as earlier versions left them, one file per version, read by today's code. These files may only grow in number.
/// </summary>
public sealed class GoldenRowTests
{
    private const string Ending = ".observation.txt";
    private static readonly string Folder = Repository.PathOf("tests/Grains.Tests/Golden");

    private static readonly int[] Numbers = [.. Directory.GetFiles(Folder, $"*{Ending}").Select(VersionOf).Order()];

    public static TheoryData<int> Versions { get; } = [.. Numbers];

    [Theory, MemberData(nameof(Versions))]
    public async Task A_lane_that_an_earlier_version_left_stands_where_it_stood(int version)
    {
        var lane = await GoldenObservations.ReadLaneAsync(Lines(version));

        var noon = GoldenObservations.Noon;
        var noAnswer = new WebhookReceipt(WebhookResult.TimedOut, Status: 0, ElapsedMs: 10_000);
        Assert.Equal(
            new WebhookLaneStanding(Partition: 0, Position: 9, Head: 9, ParkedCount: 2, DeadCount: 1, DeliveredAtMs: noon + 1, FailedAtMs: noon + 21, noAnswer),
            lane.Standing(head: 9));
        // What came back from the dead is due first, and has all its attempts again.
        var revived = new ParkedDelivery(IdOf(8), 8, EntryKind.PaymentRefunded, noon + 8, Attempts: 0, DueAtMs: noon + 20, noAnswer);
        Assert.Equal(revived, lane.FirstDue(noon + 60_000));
        lane.Unpark(revived);
        Assert.Equal(
            new ParkedDelivery(IdOf(7), 7, EntryKind.PaymentMade, noon + 7, Attempts: 3, DueAtMs: noon + 30_007, new WebhookReceipt(WebhookResult.Refused, 500, 12)),
            lane.FirstDue(noon + 60_000));
        var letters = new List<DeadLetter>();
        await foreach (var letter in lane.DeadAsync(before: long.MaxValue)) letters.Add(letter);
        Assert.Equal(
            new DeadLetter(Number: 2, IdOf(9), Partition: 0, 9, EntryKind.PaymentRefunded, noon + 9, AttemptCount: 4, DiedAtMs: noon + 9, noAnswer), Assert.Single(letters));
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_merchants_day_that_an_earlier_version_left_adds_up_to_what_it_was(int version)
    {
        var day = GoldenObservations.ReadDay(Lines(version));

        Assert.Equal((new DateOnly(2026, 11, 11), 3L), (day.Date, day.PayerCount));
        Assert.Equal(new MerchantTurnover(Asset.Cny, SaleCount: 4, SalesMinor: 2_800, RefundCount: 1, RefundsMinor: 50), Assert.Single(day.Turnovers));
    }

    [Fact]
    public async Task Todays_rows_are_those_of_the_newest_golden_file()
    {
        var newest = Numbers.LastOrDefault();
        var today = await GoldenObservations.WriteAsync();
        if (newest > 0 && today.SequenceEqual(Lines(newest))) return;
        var draft = Path.Combine(Directory.CreateDirectory(Repository.PathOf("artifacts/golden")).FullName, $"{newest + 1}{Ending}");
        await File.WriteAllLinesAsync(draft, today);
        Assert.Fail($"Other rows than before. If that is meant, and rows written before are still read, copy {draft} to tests/Grains.Tests/Golden and add its line below.");
    }

    [Theory]
    [InlineData(1, "1de0e096a59e3ad802b0536d0a11e529f7082197a3447d498dd63ca3dcbec25d")]
    public void A_golden_file_is_never_changed(int version, string sha256) =>
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(PathOf(version)))));

    [Fact]
    public void Every_golden_file_is_frozen() => Assert.Equal(
        Numbers.Length, typeof(GoldenRowTests).GetMethod(nameof(A_golden_file_is_never_changed))!.GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Length);

    private static Guid IdOf(long position) => CommandId.HashOf("golden", $"{position}");

    private static string[] Lines(int version) => File.ReadAllLines(PathOf(version));

    private static string PathOf(int version) => Path.Combine(Folder, $"{version}{Ending}");

    private static int VersionOf(string path) => int.Parse(Path.GetFileName(path).Split('.')[0], CultureInfo.InvariantCulture);
}
