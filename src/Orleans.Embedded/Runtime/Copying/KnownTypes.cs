using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using System.Numerics;
using System.Reflection;
using Orleans.Runtime;

namespace Orleans.Embedded.Runtime;

/// <summary>What may travel without an attribute, and what of it (and of our own) nobody can change.</summary>
internal static class KnownTypes
{
    private static readonly HashSet<Type> values =
    [
        typeof(string), typeof(decimal), typeof(Int128), typeof(UInt128), typeof(Half), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset),
        typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Uri), typeof(Version), typeof(IPAddress), typeof(IPEndPoint), typeof(BigInteger),
        typeof(CancellationToken), typeof(StreamId), typeof(GrainId), typeof(GrainType), typeof(IdSpan), typeof(ValueTuple),
    ];

    private static readonly HashSet<Type> wrappers =
    [
        typeof(Nullable<>), typeof(KeyValuePair<,>), typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>),
        typeof(ValueTuple<,,,,>), typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>),
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableHashSet<>), typeof(ImmutableSortedSet<>), typeof(ImmutableQueue<>),
        typeof(ImmutableStack<>), typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>), typeof(FrozenDictionary<,>), typeof(FrozenSet<>),
    ];

    private static readonly HashSet<Type> containers =
    [
        typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(SortedSet<>), typeof(SortedDictionary<,>), typeof(Queue<>), typeof(Stack<>),
        typeof(IEnumerable<>), typeof(ICollection<>), typeof(IList<>), typeof(IDictionary<,>), typeof(ISet<>), typeof(IReadOnlyCollection<>),
        typeof(IReadOnlyList<>), typeof(IReadOnlyDictionary<,>), typeof(IReadOnlySet<>), typeof(Memory<>), typeof(ReadOnlyMemory<>), typeof(ArraySegment<>),
    ];

    private static readonly ConcurrentDictionary<Type, bool> immutable = new();

    internal static bool IsValue(Type type) => type.IsPrimitive || type.IsEnum || values.Contains(type);

    internal static bool IsContainer(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var open && (wrappers.Contains(open) || containers.Contains(open));

    /// <summary>Judged by the declared type, as Orleans does: the attribute speaks for whatever derives from the type.</summary>
    internal static bool IsImmutable(Type type) => immutable.GetOrAdd(type, static candidate =>
        IsValue(candidate)
        || candidate.IsDefined(typeof(ImmutableAttribute), inherit: false)
        || typeof(IAddressable).IsAssignableFrom(candidate)
        || typeof(Exception).IsAssignableFrom(candidate)
        || typeof(Delegate).IsAssignableFrom(candidate)
        || typeof(MemberInfo).IsAssignableFrom(candidate)
        || IsComparer(candidate)
        || (candidate.IsGenericType && wrappers.Contains(candidate.GetGenericTypeDefinition()) && candidate.GetGenericArguments().All(IsImmutable)));

    // A copied dictionary keeps its comparer: equality has no state of its own.
    private static bool IsComparer(Type type) =>
        typeof(IEqualityComparer).IsAssignableFrom(type) || typeof(IComparer).IsAssignableFrom(type)
        || type.GetInterfaces().Append(type).Any(part => part.IsGenericType
            && (part.GetGenericTypeDefinition() == typeof(IEqualityComparer<>) || part.GetGenericTypeDefinition() == typeof(IComparer<>)));
}
