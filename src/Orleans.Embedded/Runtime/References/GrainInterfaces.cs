using System.Reflection;
using Orleans.Runtime;

namespace Orleans.Embedded.Runtime;

/// <summary>Which interfaces are grain interfaces, and which methods they have with all they inherit.</summary>
internal static class GrainInterfaces
{
    private static readonly Type[] markers = [typeof(IAddressable), typeof(IGrain), typeof(IGrainWithIntegerKey), typeof(IGrainWithStringKey)];

    internal static IEnumerable<Type> Of(Type grainClass) => grainClass.GetInterfaces()
        .Where(type => typeof(IAddressable).IsAssignableFrom(type) && !markers.Contains(type))
        .OrderBy(type => type.FullName, StringComparer.Ordinal);

    internal static IReadOnlyList<MethodInfo> MethodsOf(Type grainInterface) =>
    [
        .. grainInterface.GetInterfaces().Append(grainInterface)
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => method.IsAbstract),
    ];
}
