using System.Reflection;
using System.Runtime.CompilerServices;
using Granary.Ledger;
using Orleans;

namespace Granary.Grains.Interfaces.Tests;

/// <summary>Everything that a call to a grain can carry, found from the grain interfaces' signatures.</summary>
internal static class MessageTypes
{
    private static readonly Assembly[] Ours = [typeof(IUserGrain).Assembly, typeof(Entry).Assembly];

    public static IReadOnlyList<Type> GrainInterfaces { get; } =
        [.. typeof(IUserGrain).Assembly.GetExportedTypes().Where(type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type)).OrderBy(type => type.Name)];

    /// <summary>Our own types that travel, enums aside, with every case of every closed family.</summary>
    public static IReadOnlyList<Type> All { get; } = [.. Reach().Where(type => !type.IsEnum).OrderBy(type => type.FullName, StringComparer.Ordinal)];

    public static IEnumerable<MethodInfo> MethodsOf(Type grain) =>
        grain.GetMethods().OrderBy(method => method.Name, StringComparer.Ordinal);

    /// <summary>The properties that hold something: a computed one does not travel.</summary>
    public static IEnumerable<PropertyInfo> MembersOf(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(property => type.GetField($"<{property.Name}>k__BackingField", BindingFlags.NonPublic | BindingFlags.Instance) is not null);

    /// <summary>Fields that hold something and are no property's.</summary>
    public static IEnumerable<FieldInfo> FieldsOf(Type type) => type
        .GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(field => field.GetCustomAttribute<CompilerGeneratedAttribute>() is null);

    public static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value) return NameOf(value) + "?";
        if (type.IsGenericType) return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
        return type.IsNested ? $"{NameOf(type.DeclaringType!)}.{type.Name}" : type.Name;
    }

    private static HashSet<Type> Reach()
    {
        var reached = new HashSet<Type>();
        var ahead = new Queue<Type>(GrainInterfaces.SelectMany(MethodsOf)
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)));
        while (ahead.TryDequeue(out var type))
        {
            foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : []) ahead.Enqueue(argument);
            if (!Ours.Contains(type.Assembly) || !reached.Add(type)) continue;
            foreach (var member in MembersOf(type)) ahead.Enqueue(member.PropertyType);
            foreach (var related in Ours.SelectMany(assembly => assembly.GetTypes()).Where(other => other.BaseType == type)) ahead.Enqueue(related);
            if (type.BaseType is { } parent) ahead.Enqueue(parent);
        }
        return reached;
    }
}
