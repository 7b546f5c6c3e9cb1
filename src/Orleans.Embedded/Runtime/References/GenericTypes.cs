using System.Reflection;

namespace Orleans.Embedded.Runtime;

/// <summary>Types made of other types, also where those are parameters of a method that is still being emitted.</summary>
internal static class GenericTypes
{
    /// <summary>More arguments than a plain value tuple has; a message record reads better long before.</summary>
    internal const int ArgumentCountMax = 7;

    private static readonly MethodInfo[] makers = [.. typeof(ValueTuple).GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Where(method => method.Name == nameof(ValueTuple.Create))
        .OrderBy(method => method.GetParameters().Length)];

    private static readonly Type[] tuples =
    [
        typeof(ValueTuple), typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>),
        typeof(ValueTuple<,,,,>), typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>),
    ];

    internal static Type Tuple(Type[] items) => items.Length == 0 ? tuples[0] : tuples[items.Length].MakeGenericType(items);

    internal static MethodInfo TupleMaker(Type[] items) => items.Length == 0 ? makers[0] : makers[items.Length].MakeGenericMethod(items);

    internal static Type Substitute(Type type, Type[] generics)
    {
        if (!type.ContainsGenericParameters)
            return type;
        if (type.IsGenericMethodParameter)
            return generics[type.GenericParameterPosition];
        if (type.IsArray)
            return Substitute(type.GetElementType()!, generics).MakeArrayType();
        return type.GetGenericTypeDefinition().MakeGenericType([.. type.GetGenericArguments().Select(part => Substitute(part, generics))]);
    }

    internal static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
            return Parts(type.GetElementType()!);
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type) : [type];
    }
}
