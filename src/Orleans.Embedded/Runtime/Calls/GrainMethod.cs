namespace Orleans.Embedded.Runtime;

/// <summary>What is known of a grain method beside its shape.</summary>
internal abstract class GrainMethod(string name, TurnKind kind, bool isOneWay, TimeSpan? responseTimeout)
{
    internal string Name => name;

    internal TurnKind Kind => kind;

    internal bool IsOneWay => isOneWay;

    /// <summary>Null: the silo's.</summary>
    internal TimeSpan? ResponseTimeout => responseTimeout;

    /// <summary>The closed form of a generic method; every other method is closed already.</summary>
    internal virtual GrainMethod Close(Type[] typeArguments) => this;
}

/// <summary>A grain method with everything a call needs, made once per method. Arguments travel as a value tuple.</summary>
internal sealed class GrainMethod<TArgs, TResult>(
    string name, TurnKind kind, Func<object, TArgs, CancellationToken, Task> invoke,
    bool isOneWay = false, TimeSpan? responseTimeout = null, Func<TArgs, TArgs>? copyArgs = null, Func<TResult, TResult>? copyResult = null)
    : GrainMethod(name, kind, isOneWay, responseTimeout)
{
    /// <summary>Null when nothing in the arguments can change.</summary>
    internal Func<TArgs, TArgs>? CopyArgs => copyArgs;

    internal Func<TResult, TResult>? CopyResult => copyResult;

    internal Task Invoke(object grain, TArgs args, CancellationToken cancellationToken) => invoke(grain, args, cancellationToken);
}

/// <summary>A method that answers item by item.</summary>
internal sealed class EnumerationMethod<TArgs, TItem>(
    string name, Func<object, TArgs, CancellationToken, IAsyncEnumerable<TItem>> invoke,
    Func<TArgs, TArgs>? copyArgs, Func<TItem, TItem>? copyItem)
    : GrainMethod(name, TurnKind.AlwaysInterleave, isOneWay: false, responseTimeout: null)
{
    internal Func<TArgs, TArgs>? CopyArgs => copyArgs;

    internal Func<TItem, TItem>? CopyItem => copyItem;

    internal IAsyncEnumerable<TItem> Invoke(object grain, TArgs args, CancellationToken cancellationToken) =>
        invoke(grain, args, cancellationToken);
}
