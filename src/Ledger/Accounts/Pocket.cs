using System.Text.Json.Serialization;

namespace Granary.Ledger;

/// <summary>A named account of an owner. The numbers are stored in every journal row and never change.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Pocket>))]
public enum Pocket : byte
{
    [JsonStringEnumMemberName("cash")] Cash = 1,
    [JsonStringEnumMemberName("held")] Held = 2,
    [JsonStringEnumMemberName("pending")] Pending = 3,
    [JsonStringEnumMemberName("bank")] Bank = 4,
    [JsonStringEnumMemberName("outbound")] Outbound = 5,
    [JsonStringEnumMemberName("fees")] Fees = 6,
    [JsonStringEnumMemberName("suspense")] Suspense = 7,
    [JsonStringEnumMemberName("premiums")] Premiums = 8,
    [JsonStringEnumMemberName("escrow")] Escrow = 9,
    [JsonStringEnumMemberName("repayment")] Repayment = 10,
    [JsonStringEnumMemberName("issued")] Issued = 11,
    [JsonStringEnumMemberName("units")] Units = 12,
    [JsonStringEnumMemberName("redeemed")] Redeemed = 13,
}

/// <summary>Which side of a T-account grows a pocket.</summary>
public static class Pockets
{
    /// <summary>
    /// True for what the platform is owed or has issued (money at a bank, issued fund units): <c>balance = debits - credits</c>.
    /// Every other pocket is a liability to its owner: <c>balance = credits - debits</c>.
    /// </summary>
    public static bool GrowsOnDebit(this Pocket pocket) => pocket switch
    {
        Pocket.Bank or Pocket.Issued => true,
        Pocket.Cash or Pocket.Held or Pocket.Pending or Pocket.Outbound or Pocket.Fees or Pocket.Suspense or Pocket.Premiums
            or Pocket.Escrow or Pocket.Repayment or Pocket.Units or Pocket.Redeemed => false,
    };
}
