using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Embedded.Runtime;

/// <summary>The grain classes of a silo, and which of them a reference of an interface means.</summary>
internal sealed class GrainCatalog
{
    private readonly ConcurrentDictionary<(Type Interface, string? Prefix), GrainClass> resolved = new();

    internal GrainCatalog(EmbeddedSilo silo)
    {
        Classes =
        [
            .. TypesOf(silo.Options).Select(type => new GrainClass(silo, type)).OrderBy(grainClass => grainClass.Name, StringComparer.Ordinal),
        ];
    }

    internal IReadOnlyList<GrainClass> Classes { get; }

    internal static IReadOnlyList<Type> TypesOf(EmbeddedOptions options) =>
    [
        .. options.GrainAssemblies.SelectMany(assembly => assembly.GetTypes()).Where(IsGrainClass)
            .Concat(options.GrainClasses).Append(typeof(ManagementGrain)).Distinct(),
    ];

    internal GrainClass? Find(string name) => Classes.FirstOrDefault(grainClass => grainClass.Name == name);

    internal GrainClass Resolve(Type grainInterface, string? prefix) =>
        resolved.TryGetValue((grainInterface, prefix), out var known)
            ? known
            : resolved.GetOrAdd((grainInterface, prefix), Choose(grainInterface, prefix));

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && typeof(IGrainBase).IsAssignableFrom(type)
        && type.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null;

    private GrainClass Choose(Type grainInterface, string? prefix)
    {
        var candidates = Classes
            .Where(grainClass => grainInterface.IsAssignableFrom(grainClass.Type))
            .Where(grainClass => prefix is null || grainClass.Type.FullName!.StartsWith(prefix, StringComparison.Ordinal))
            .ToList();
        // A class that a grain assembly itself calls by this interface's name wins over one that merely also implements it.
        return candidates.Count switch
        {
            1 => candidates[0],
            0 => throw new ArgumentException($"No grain class implements {grainInterface.FullName}{Named(prefix)}.", nameof(grainInterface)),
            _ => candidates.SingleOrDefault(candidate => $"I{candidate.Type.Name}" == grainInterface.Name)
                ?? throw new ArgumentException(
                    $"{grainInterface.FullName}{Named(prefix)} is implemented by {string.Join(", ", candidates.Select(candidate => candidate.Type.FullName))}; say which by a class name prefix.",
                    nameof(grainInterface)),
        };
    }

    private static string Named(string? prefix) => prefix is null ? "" : $" with a name that starts with '{prefix}'";
}
