namespace Granary.Ledger;

/// <summary>Owners, each once. Stored as the differences of the sorted numbers, a byte or three for each.</summary>
internal static class PayerSet
{
    public static byte[] Write(IEnumerable<OwnerId> owners)
    {
        var bytes = new List<byte>();
        var before = 0UL;
        foreach (var packed in owners.Select(owner => unchecked((ulong)owner.Packed)).Order())
        {
            var step = packed - before;
            for (; step >= 0x80; step >>= 7) bytes.Add(unchecked((byte)(step | 0x80)));
            bytes.Add((byte)step);
            before = packed;
        }
        return [.. bytes];
    }

    public static HashSet<OwnerId> Read(ReadOnlySpan<byte> bytes)
    {
        var owners = new HashSet<OwnerId>();
        var (packed, step, shift) = (0UL, 0UL, 0);
        foreach (var part in bytes)
        {
            step |= (ulong)(part & 0x7F) << shift;
            shift += 7;
            if (part >= 0x80) continue;
            packed += step;
            owners.Add(new OwnerId(unchecked((long)packed)));
            (step, shift) = (0, 0);
        }
        return owners;
    }
}
