using FsCheck;
using FsCheck.Fluent;

namespace Granary.Ledger.Tests;

/// <summary>Money arithmetic over a million amounts: a failure prints the seed that repeats it.</summary>
public sealed class AmountProperties
{
    private const int CasesPerProperty = 250_000;

    private static readonly Guid PayId = Given.Id("pay");

    private static readonly Rounding[] Roundings = Enum.GetValues<Rounding>();

    // Half of the amounts lie near an edge, where arithmetic breaks.
    private static readonly Gen<long> Amounts = Gen.OneOf(
        Between(long.MinValue, long.MaxValue),
        Between(-1_000, 1_000),
        Between(0, Limits.AmountMinorMax),
        Gen.Elements(long.MinValue, long.MinValue + 1, -1, 0, 1, long.MaxValue - 1, long.MaxValue, Limits.AmountMinorMax));

    [Fact]
    public void Every_rounding_stays_within_one_of_the_exact_quotient_and_on_its_side()
    {
        var cases = Amounts.SelectMany(a => Between(1, long.MaxValue).Or(Between(1, 12)).Select(b => (Dividend: a, Divisor: b)));
        Holds(cases, c => Roundings.All(rounding =>
        {
            var rounded = Ratio.Divide(c.Dividend, c.Divisor, rounding);
            var error = (rounded * c.Divisor) - c.Dividend;
            return rounding switch
            {
                Rounding.Down => Int128.Abs(error) < c.Divisor && Int128.Abs(rounded * c.Divisor) <= Int128.Abs(c.Dividend),
                Rounding.Up => Int128.Abs(error) < c.Divisor && Int128.Abs(rounded * c.Divisor) >= Int128.Abs(c.Dividend),
                Rounding.Floor => error <= 0 && -error < c.Divisor,
                Rounding.Ceiling => error >= 0 && error < c.Divisor,
                Rounding.HalfEven => Nearest(error, c.Divisor) && (!Tie(error, c.Divisor) || Int128.IsEvenInteger(rounded)),
                Rounding.HalfOdd => Nearest(error, c.Divisor) && (!Tie(error, c.Divisor) || Int128.IsOddInteger(rounded)),
                Rounding.HalfAwayFromZero => Nearest(error, c.Divisor) && (!Tie(error, c.Divisor) || error > 0 == c.Dividend > 0),
                Rounding.HalfTowardZero => Nearest(error, c.Divisor) && (!Tie(error, c.Divisor) || error > 0 == c.Dividend < 0),
                Rounding.HalfUp => Nearest(error, c.Divisor) && (!Tie(error, c.Divisor) || error > 0),
                Rounding.HalfDown => Nearest(error, c.Divisor) && (!Tie(error, c.Divisor) || error < 0),
            };
        }));
    }

    [Fact]
    public void Allocated_parts_add_up_and_each_is_within_one_of_its_exact_share()
    {
        var cases = Amounts.SelectMany(total => Gen.ArrayOf(Between(0, 1_000).Or(Between(0, long.MaxValue)), 4).Select(weights =>
            (Total: total, Weights: (long[])[.. weights, 1])));
        Holds(cases, c =>
        {
            var parts = Allocation.ByLargestRemainder(c.Total, c.Weights);
            var weightSum = c.Weights.Aggregate((Int128)0, (sum, weight) => sum + weight);
            return parts.Aggregate((Int128)0, (sum, part) => sum + part) == c.Total
                && parts.Zip(c.Weights).All(p => Int128.Abs(((Int128)p.First * weightSum) - ((Int128)c.Total * p.Second)) < weightSum);
        });
    }

    [Fact]
    public void A_larger_payment_never_costs_a_smaller_fee()
    {
        var cases = Between(0, Limits.AmountMinorMax).Or(Between(0, 1_000)).SelectMany(amount =>
            Gen.Choose(0, 10_000).SelectMany(rate => Gen.Choose(0, 500).Select(flat => (Amount: amount, Fee: new FeeSchedule(flat, rate)))));
        Holds(cases, c =>
        {
            var feeMinor = c.Fee.FeeMinor(c.Amount);
            return feeMinor >= 0 && feeMinor <= c.Amount && feeMinor <= c.Fee.FeeMinor(c.Amount + 1)
                && (feeMinor == c.Amount || ((Int128)feeMinor - c.Fee.FlatMinor) * 10_000 >= (Int128)c.Amount * c.Fee.RateBasisPoints);
        });
    }

    [Fact]
    public void A_payment_of_any_amounts_is_accepted_only_when_it_leaves_nothing_negative()
    {
        var cases = Amounts.SelectMany(a => Amounts.SelectMany(b => Between(0, Limits.BankMinorMax).Or(Between(0, 2_000)).Select(cash => (a, b, cash))));
        var facts = Given.Everybody(OwnerStatus.Open, Given.Shop, Given.OtherShop);
        Holds(cases, c =>
        {
            var pay = new UserCommand.Pay(
                PayId, Given.RequestHash, [new Share(Given.Shop, c.a), new Share(Given.OtherShop, c.b)], Asset.Cny, Scene.Mall, Order: null);
            var decision = UserDecider.Decide(Given.Alice, Given.User(c.cash), pay, facts);
            var sum = (Int128)c.a + c.b;
            var expected =
                c.a <= 0 || c.b <= 0 ? Outcome.AmountNotPositive :
                sum > Limits.AmountMinorMax ? Outcome.AmountTooLarge :
                sum > c.cash ? Outcome.InsufficientFunds : Outcome.Accepted;
            return decision.Outcome == expected
                && (expected != Outcome.Accepted || ((UserEvent.PaymentMade)decision.Event!).CashAfterMinor == c.cash - sum);
        });
    }

    private static Gen<long> Between(long low, long high) =>
        Gen.Choose(int.MinValue, int.MaxValue).SelectMany(upper => Gen.Choose(int.MinValue, int.MaxValue).Select(lower =>
        {
            var bits = ((ulong)(uint)upper << 32) | (uint)lower;
            return (long)(low + (Int128)(((UInt128)bits * (UInt128)((Int128)high - low + 1)) >> 64));
        }));

    private static bool Nearest(Int128 error, Int128 divisor) => Int128.Abs(error) * 2 <= divisor;

    private static bool Tie(Int128 error, Int128 divisor) => Int128.Abs(error) * 2 == divisor;

    private static void Holds<T>(Gen<T> cases, Func<T, bool> claim) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(CasesPerProperty), Prop.ForAll(Arb.From(cases), claim));
}
