using System.Globalization;

namespace Granary.Cli.SaleDay;

/// <summary>
/// Who takes part: users and merchants numbered from a first number on, and one custodian. Each has an index, so that the load counts in arrays.
/// </summary>
public sealed class Market
{
    private readonly string[] numbers;

    public Market(int userCount, int merchantCount, long firstNumber, string custodian)
    {
        (UserCount, MerchantCount, Custodian) = (userCount, merchantCount, custodian);
        numbers = [.. Enumerable.Range(0, Math.Max(userCount, merchantCount)).Select(i => (firstNumber + i).ToString(CultureInfo.InvariantCulture))];
    }

    public int UserCount { get; }

    public int MerchantCount { get; }

    public string Custodian { get; }

    public int CustodianIndex => UserCount + MerchantCount;

    public int OwnerCount => CustodianIndex + 1;

    public int MerchantIndex(int rank) => UserCount + rank;

    /// <summary>How the API names the owner inside a body: a user or merchant by its bare number.</summary>
    public string Number(int owner) => owner < UserCount ? numbers[owner] : numbers[owner - UserCount];

    public string Path(int owner) =>
        owner < UserCount ? $"/v1/users/{numbers[owner]}" :
        owner < CustodianIndex ? $"/v1/merchants/{numbers[owner - UserCount]}" : $"/v1/custody/{Custodian}";
}
