namespace Orleans.Runtime;

/// <summary>Something that has a grain identity: a grain object or a reference to one.</summary>
public interface IAddressable;

/// <summary>The activation that a grain object lives in.</summary>
public interface IGrainContext
{
    GrainId GrainId { get; }

    object? GrainInstance { get; }

    IServiceProvider ActivationServices { get; }
}
