using Granary.Ledger;

namespace Granary.Grains;

/// <summary>
/// Something that happened, as observers hear of it: one entry of the journal. The stream of a partition is only a wake-up: an activity may come
/// late, twice, in another order or not at all, and what is missing is read from the journal by its position.
/// </summary>
[GenerateSerializer, Immutable, Alias("granary.activity")]
public sealed record Activity([property: Id(0)] PostedEntry Posted)
{
    /// <summary>The stream provider.</summary>
    public const string Provider = "feed";

    /// <summary>The streams' namespace; their keys are the partitions.</summary>
    public const string Namespace = "activity";
}
