using Orleans.Embedded.Runtime;
using Orleans.Runtime;

namespace Orleans;

/// <summary>A virtual actor. Its constructor may not call the runtime; <see cref="OnActivateAsync"/> may.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    // Null only when a test makes a grain object without any runtime.
    private readonly Activation? activation = Activation.BeingMade;

    protected Grain()
    {
    }

    public IGrainContext GrainContext => Activation;

    public string IdentityString => Activation.GrainId.ToString();

    public string RuntimeIdentity => Activation.Silo.Name;

    protected IGrainFactory GrainFactory => Activation.Silo;

    protected internal IServiceProvider ServiceProvider => Activation.ActivationServices;

    private Activation Activation => activation ?? throw new InvalidOperationException($"{GetType().Name} was not made by a silo.");

    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The running call still answers; the next call gets a new activation.</summary>
    protected void DeactivateOnIdle() =>
        Activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));

    /// <summary>Keeps an idle activation for at least this long; a negative span takes that back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.DelayDeactivation(timeSpan);
}
