namespace Granary.Grains;

/// <summary>What operators call the host that these grains live on.</summary>
public sealed record HostName(string Text);
