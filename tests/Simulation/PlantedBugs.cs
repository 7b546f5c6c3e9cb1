using Granary.Grains;

namespace Granary.Simulation;

/// <summary>
/// A mistake that somebody might make, made here on purpose at the product's seams. A simulator that did not notice these would prove
/// nothing by noticing nothing.
/// </summary>
internal sealed record PlantedBug(string Name)
{
    private delegate ModelJournal MakeJournal(ModelStore store, StoreWeather weather, VirtualTime time);

    private delegate ModelSender MakeSender(ModelReceivers receivers, VirtualTime time, Func<long> clockMs);

    private MakeJournal? Journal { get; init; }

    private MakeSender? Sender { get; init; }

    /// <summary>A grain class in place of the real one.</summary>
    private (Type Real, Type Buggy)? Grain { get; init; }

    public Func<string, Guid>? HashOf { get; private init; }

    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("no fence") { Journal = (store, weather, time) => new NoFence(store, weather, time) },
        new("acknowledge before append") { Journal = (store, weather, time) => new AcknowledgeBeforeAppend(store, weather, time) },
        new("decide after unknown") { Journal = (store, weather, time) => new DecideAfterUnknown(store, weather, time) },
        new("lost credit") { Journal = (store, weather, time) => new LostCredit(store, weather, time) },
        new("lost push") { Journal = (store, weather, time) => new LostPush(store, weather, time) },
        new("doubled effect") { Journal = (store, weather, time) => new DoubledEffect(store, weather, time) },
        new("stale snapshot") { Journal = (store, weather, time) => new StaleSnapshot(store, weather, time) },
        new("lagging replica") { Journal = (store, weather, time) => new LaggingReplica(store, weather, time) },
        new("release after capture") { Grain = (typeof(UserGrain), typeof(ForgetfulUserGrain)) },
        new("key without body hash") { HashOf = _ => Guid.Empty },
        new("flipped bit") { Journal = (store, weather, time) => new FlippedBit(store, weather, time) },
        new("credulous observer") { Grain = (typeof(VelocityGrain), typeof(CredulousVelocityGrain)) },
        new("remember before send") { Sender = (receivers, time, clockMs) => new RememberBeforeSend(receivers, time) { ClockMs = clockMs } },
    ];

    public override string ToString() => Name;

    public static ModelJournal JournalOf(PlantedBug? bug, ModelStore store, StoreWeather weather, VirtualTime time) =>
        bug?.Journal?.Invoke(store, weather, time) ?? new ModelJournal(store, weather, time);

    public static ModelSender SenderOf(PlantedBug? bug, Surroundings around, Func<long> clockMs) =>
        bug?.Sender?.Invoke(around.Receivers, around.Time, clockMs) ?? new ModelSender(around.Receivers, around.Time) { ClockMs = clockMs };

    public static IEnumerable<Type> GrainsOf(PlantedBug? bug) => typeof(UserGrain).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && typeof(Grain).IsAssignableFrom(type))
        .Select(type => bug?.Grain is { } other && type == other.Real ? other.Buggy : type);
}
