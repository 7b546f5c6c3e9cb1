using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Orleans.Embedded.Runtime;

/// <summary>A grain class in one silo, with the directory of its activations.</summary>
internal sealed class GrainClass
{
    private readonly ConcurrentDictionary<IdSpan, Activation> activations = new();
    private readonly GrainConstruction construction;

    internal GrainClass(EmbeddedSilo silo, Type type)
    {
        Silo = silo;
        Type = type;
        Name = NameOf(type);
        GrainType = new GrainType(Name);
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        KeyIsInteger = !typeof(IGrainWithStringKey).IsAssignableFrom(type);
        Age = type.IsDefined(typeof(KeepAliveAttribute), inherit: true)
            ? Timeout.InfiniteTimeSpan
            : type.GetCustomAttribute<CollectionAgeLimitAttribute>()?.Age ?? silo.Options.CollectionAge;
        construction = new GrainConstruction(silo, type);
    }

    internal EmbeddedSilo Silo { get; }

    internal Type Type { get; }

    internal string Name { get; }

    internal GrainType GrainType { get; }

    internal bool IsReentrant { get; }

    internal bool KeyIsInteger { get; }

    internal TimeSpan Age { get; }

    internal bool IsEmpty => activations.IsEmpty;

    internal int Count => activations.Count;

    /// <summary>As Orleans names it: the class, lower case, without "Grain" and without the namespace.</summary>
    internal static string NameOf(Type type)
    {
        var name = type.Name.EndsWith("Grain", StringComparison.Ordinal) ? type.Name[..^"Grain".Length] : type.Name;
        return name.ToLowerInvariant();
    }

    internal Activation Submit(IdSpan key, Request request)
    {
        while (true)
        {
            if (!activations.TryGetValue(key, out var activation))
                activation = activations.GetOrAdd(key, new Activation(this, key));
            if (activation.TrySubmit(request))
            {
                // Made while the silo stops, it serves what it was made for and then goes too.
                if (Silo.IsStopping)
                    activation.Deactivate(EmbeddedSilo.ShuttingDown);
                return activation;
            }

            // It ended between our look and our call; a crashed silo never cleans up, and then nobody is to be served.
            if (Silo.IsCrashed)
                return activation;
        }
    }

    internal void Forget(Activation activation)
    {
        activations.TryRemove(KeyValuePair.Create(activation.Key, activation));
        if (Silo.IsStopping)
            Silo.OnActivationGone();
    }

    internal object Make(Activation activation) => construction.Make(activation);

    /// <summary>In the order of the keys, because the order of the directory is that of hashes.</summary>
    internal List<Activation> Where(Func<Activation, bool> condition) =>
    [
        .. activations.Select(pair => pair.Value).Where(condition)
            .OrderBy(activation => KeyIsInteger ? activation.Key.Number : 0)
            .ThenBy(activation => activation.Key.Text, StringComparer.Ordinal),
    ];
}
