using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>Devices are kept as keys: who reads the journal can tell two devices apart and name neither.</summary>
internal static class Devices
{
    /// <summary>What a caller may say about the device that a payment is made from.</summary>
    public static TextField NewField() => new("device") { IsRequired = false };

    /// <summary>The first 128 bits of HMAC-SHA256 under the host's secret; null when the caller does not say.</summary>
    public static Guid? KeyOf(HostSecret secret, string? device) =>
        device is null ? null : new Guid(secret.Sign($"device {device}").AsSpan(0, 16), bigEndian: true);
}
