using System.Globalization;
using System.Text.Json;
using Granary.Fixtures;

namespace Granary.Ledger.Tests;

/// <summary>Other people's cases for rounding, allocation and minor units.</summary>
public sealed class GoldenMoney
{
    private const string MoneyPhp = "money_golden/moneyphp_cases.json";
    private const string Dinero = "money_golden/dinero_divide_cases.json";
    private const string Currencies = "iso4217/codes-all.csv";

    [DataFact(MoneyPhp)]
    public void Values_round_as_moneyphp_rounds_them()
    {
        var cases = Read(MoneyPhp).GetProperty("rounding").EnumerateArray().ToList();
        Assert.Equal(55, cases.Count);
        Assert.All(cases, c =>
        {
            var (numerator, denominator) = Fraction(c.GetProperty("value").GetString()!);
            var expected = Int128.Parse(c.GetProperty("expected").GetString()!, CultureInfo.InvariantCulture);
            Assert.Equal(expected, Ratio.Divide(numerator, denominator, RoundingOfPhp(c.GetProperty("mode").GetString()!)));
        });
    }

    [DataFact(Dinero)]
    public void Quotients_round_as_dinero_rounds_them()
    {
        var cases = Read(Dinero).EnumerateArray().ToList();
        Assert.Equal(88, cases.Count);
        Assert.All(cases, c => Assert.Equal(
            c.GetProperty("expected").GetInt64(),
            Ratio.Divide(c.GetProperty("amount").GetInt64(), c.GetProperty("factor").GetInt64(), RoundingOfDinero(c.GetProperty("mode").GetString()!))));
    }

    [DataFact(MoneyPhp)]
    public void Amounts_are_allocated_as_moneyphp_allocates_them()
    {
        var cases = Read(MoneyPhp).GetProperty("allocate").EnumerateArray().ToList();
        Assert.Equal(16, cases.Count);
        Assert.All(cases, c =>
        {
            var totalMinor = c.GetProperty("amount").GetInt64();
            long[] weights = [.. c.GetProperty("ratios").EnumerateArray().Select(ratio => (long)(ratio.GetDecimal() * 100))];
            long[] expected = [.. c.GetProperty("expected").EnumerateArray().Select(part => part.GetInt64())];
            // moneyphp favours other parts when the total is negative; ours is the mirror image, so that a reversal undoes to the cent.
            if (totalMinor < 0) expected = [.. Allocation.ByLargestRemainder(-totalMinor, weights).Select(part => -part)];
            Assert.Equal(expected, Allocation.ByLargestRemainder(totalMinor, weights));
        });
    }

    [DataFact(MoneyPhp)]
    public void Amounts_are_split_evenly_as_moneyphp_splits_them()
    {
        var cases = Read(MoneyPhp).GetProperty("allocateTo").EnumerateArray().ToList();
        Assert.Equal(4, cases.Count);
        Assert.All(cases, c => Assert.Equal(
            c.GetProperty("expected").EnumerateArray().Select(part => part.GetInt64()),
            Allocation.ByLargestRemainder(c.GetProperty("amount").GetInt64(), [.. Enumerable.Repeat(1L, c.GetProperty("n").GetInt32())])));
    }

    [DataFact(Currencies)]
    public void Every_active_currency_with_a_minor_unit_is_known_with_its_code_and_scale_and_no_other()
    {
        var listed = File.ReadLines(SharedData.PathOf(Currencies)).Skip(1)
            .Select(line => line.Split(','))
            .Where(cells => cells[^1].Length == 0 && int.TryParse(cells[^2], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(cells => (cells[^4], int.Parse(cells[^3], CultureInfo.InvariantCulture), int.Parse(cells[^2], CultureInfo.InvariantCulture)))
            .Distinct().OrderBy(currency => currency.Item2);
        Assert.Equal(listed, Asset.All.Select(asset => (asset.ToString(), asset.Code, asset.Scale)));
    }

    private static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf(name)));
        return document.RootElement.Clone();
    }

    private static (Int128 Numerator, Int128 Denominator) Fraction(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? 0 : text.Length - point - 1;
        return (Int128.Parse(text.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), (Int128)Math.Pow(10, digits));
    }

    private static Rounding RoundingOfPhp(string mode) => mode switch
    {
        "ROUND_HALF_UP" => Rounding.HalfAwayFromZero,
        "ROUND_HALF_DOWN" => Rounding.HalfTowardZero,
        "ROUND_HALF_EVEN" => Rounding.HalfEven,
        "ROUND_HALF_ODD" => Rounding.HalfOdd,
        "ROUND_HALF_POSITIVE_INFINITY" => Rounding.HalfUp,
        "ROUND_HALF_NEGATIVE_INFINITY" => Rounding.HalfDown,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "not a mode of moneyphp"),
    };

    private static Rounding RoundingOfDinero(string mode) => mode switch
    {
        "up" => Rounding.Ceiling,
        "down" => Rounding.Floor,
        "halfUp" => Rounding.HalfUp,
        "halfDown" => Rounding.HalfDown,
        "halfEven" => Rounding.HalfEven,
        "halfOdd" => Rounding.HalfOdd,
        "halfAwayFromZero" => Rounding.HalfAwayFromZero,
        "halfTowardsZero" => Rounding.HalfTowardZero,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "not a mode of dinero"),
    };
}
