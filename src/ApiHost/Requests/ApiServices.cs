using Granary.Grains;
using Granary.Silo;

namespace Granary.ApiHost;

/// <summary>What handlers may need besides the request.</summary>
internal sealed record ApiServices(
    IGrainFactory Grains, IBusinessClock Clock, Custodians Custodians, HostSecret Secret, KeyRing Keys, BatchPlaces Batches, TimeProvider Time, BeatNow BeatNow);
