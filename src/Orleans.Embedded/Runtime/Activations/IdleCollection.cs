namespace Orleans.Embedded.Runtime;

/// <summary>Ends activations that nobody has called for a while. One timer and a walk, so an idle activation costs no timer.</summary>
internal sealed class IdleCollection
{
    private readonly EmbeddedSilo silo;
    private readonly ITimer timer;

    internal IdleCollection(EmbeddedSilo silo)
    {
        this.silo = silo;
        timer = silo.Clock.CreateTimer(() => Collect(static grainClass => grainClass.Age));
    }

    internal void Start() => timer.Change(silo.Options.CollectionQuantum, silo.Options.CollectionQuantum);

    internal void Stop() => timer.Dispose();

    internal void Collect(Func<GrainClass, TimeSpan> ageOf)
    {
        var now = silo.Clock.Timestamp();
        foreach (var grainClass in silo.Catalog.Classes)
        {
            var age = ageOf(grainClass);
            if (age == Timeout.InfiniteTimeSpan || grainClass.IsEmpty)
                continue;
            var units = silo.Clock.Units(age);
            foreach (var activation in grainClass.Where(activation => activation.IsIdleFor(units, now)))
                activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "It was idle."));
        }
    }
}
