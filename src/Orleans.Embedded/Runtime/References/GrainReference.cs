using Orleans.Runtime;

namespace Orleans.Embedded.Runtime;

/// <summary>What the emitted references share: a grain's address and the ways to call it, one per kind of return type.</summary>
internal abstract class GrainReference : IAddressable
{
    internal GrainAddress Address { get; private set; } = null!;

    internal GrainId GrainId => Address.GrainId;

    public override bool Equals(object? obj) => obj is GrainReference other && other.GrainId == GrainId && other.GetType() == GetType();

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"{GetType().Name} {GrainId}";

    internal GrainReference At(GrainAddress address)
    {
        Address = address;
        return this;
    }

    protected Task CallTask<TArgs, TResult>(GrainMethod method, TArgs args, CancellationToken cancellationToken)
    {
        var task = Address.Call((GrainMethod<TArgs, TResult>)method, args, cancellationToken);
        return method.IsOneWay ? Task.CompletedTask : task;
    }

    protected Task<TResult> CallTaskOf<TArgs, TResult>(GrainMethod method, TArgs args, CancellationToken cancellationToken) =>
        Address.Call((GrainMethod<TArgs, TResult>)method, args, cancellationToken);

    protected ValueTask CallValueTask<TArgs, TResult>(GrainMethod method, TArgs args, CancellationToken cancellationToken) =>
        new(CallTask<TArgs, TResult>(method, args, cancellationToken));

    protected ValueTask<TResult> CallValueTaskOf<TArgs, TResult>(GrainMethod method, TArgs args, CancellationToken cancellationToken) =>
        new(Address.Call((GrainMethod<TArgs, TResult>)method, args, cancellationToken));

    protected IAsyncEnumerable<TItem> CallEnumeration<TArgs, TItem>(GrainMethod method, TArgs args, CancellationToken cancellationToken)
    {
        var enumeration = (EnumerationMethod<TArgs, TItem>)method;
        return new GrainEnumerable<TArgs, TItem>(Address, enumeration, enumeration.CopyArgs is { } copy ? copy(args) : args, cancellationToken);
    }
}
