using System.Text.Json;
using Granary.Grains;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>The trial balance of the whole ledger at one instant, with the heads of the journal that vouch for it.</summary>
internal static class ReadProof
{
    public static Operation Operation { get; } = new("Prove that the books balance", HandleAsync) { Answers = [(200, "Proof")] };

    private static async ValueTask<Reply> HandleAsync(ApiCall call)
    {
        var proof = await call.Grains.GetGrain<IAuditGrain>(0).Prove();
        return Reply.Ok(writer => Write(writer, proof));
    }

    private static void Write(Utf8JsonWriter writer, Proof proof)
    {
        writer.WriteStartObject();
        WriteSums(writer, "sumsMinor"u8, proof.Sums());
        WriteSums(writer, "customerLiabilitiesMinor"u8, proof.Liabilities());
        WriteSums(writer, "custodyMinor"u8, proof.Custody());
        writer.WriteStartArray("partitions"u8);
        foreach (var head in proof.Heads)
        {
            writer.WriteStartObject();
            writer.WriteNumber("partition"u8, head.Partition);
            writer.WriteNumber("position"u8, head.Position);
            writer.WriteString("chain"u8, Convert.ToHexStringLower(head.Chain.AsSpan()));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSums(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<(Asset Asset, Int128 SumMinor)> sums)
    {
        writer.WriteStartObject(name);
        foreach (var (asset, sumMinor) in sums) writer.WriteSum(asset, sumMinor);
        writer.WriteEndObject();
    }
}
