using System.Reflection;
using Orleans.Runtime;

namespace Orleans.Embedded.Runtime;

/// <summary>Walks everything that can be inside a message and notes what Orleans could not serialize.</summary>
internal sealed class MessageRules(List<string> problems)
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly HashSet<Type> seen = [];

    internal void Check(Type type, string because)
    {
        if (type.IsGenericParameter || !seen.Add(type))
            return;
        if (type.HasElementType)
        {
            Check(type.GetElementType()!, because);
            return;
        }

        foreach (var part in type.GetGenericArguments())
            Check(part, because);
        if (KnownTypes.IsValue(type) || KnownTypes.IsContainer(type) || typeof(IAddressable).IsAssignableFrom(type)
            || type == typeof(object) || type == typeof(Exception) || type.Assembly == typeof(MessageRules).Assembly)
            return;
        if (IsOurs(type.Assembly))
            CheckOwn(type, because);
        else if (type.Namespace == "System.Text.Json")
            problems.Add($"{type.FullName} cannot travel ({because}); carry a string or a byte[].");
        else
            problems.Add($"{type.FullName} is no type that Orleans knows how to send ({because}).");
    }

    /// <summary>Any of our own exceptions can be thrown through a call, so all in sight must be able to travel.</summary>
    internal void CheckExceptions(IEnumerable<Assembly> except, IEnumerable<Assembly> and)
    {
        var assemblies = seen.Select(type => type.Assembly).Except(except).Union(and).Where(IsOurs)
            .OrderBy(assembly => assembly.FullName, StringComparer.Ordinal);
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()).ToList())
        {
            if (typeof(Exception).IsAssignableFrom(type) && seen.Add(type))
                CheckOwn(type, "an exception can reach a caller");
        }
    }

    private void CheckOwn(Type type, string because)
    {
        if (!type.IsInterface && !type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
            problems.Add($"{type.FullName} lacks [GenerateSerializer] ({because}).");
        if (type.IsNestedPrivate)
            problems.Add($"{type.FullName} is private ({because}).");
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && IsOurs(parent.Assembly))
            Check(parent, $"{type.Name} derives from it");
        CheckMembers(type);
        if (type is { IsSealed: false, IsValueType: false })
        {
            foreach (var member in type.Assembly.GetTypes().Where(other => other != type && DerivesFrom(other, type)))
                Check(member, $"it is one of {type.Name}");
        }
    }

    private void CheckMembers(Type type)
    {
        var ids = new Dictionary<uint, string>();
        foreach (var field in type.GetFields(Declared).Where(field => !field.IsDefined(typeof(NonSerializedAttribute))))
        {
            var (name, id) = Numbered(type, field);
            if (id is null)
                problems.Add($"{type.FullName}.{name} has no [Id].");
            else if (!ids.TryAdd(id.Value, name))
                problems.Add($"{type.FullName}.{name} has the same [Id({id})] as {ids[id.Value]}.");
            Check(field.FieldType, $"it is in {type.Name}.{name}");
        }
    }

    // The id of an auto property is on the property or, for a positional one, may be on the parameter.
    private static (string Name, uint? Id) Numbered(Type type, FieldInfo field)
    {
        var end = field.Name.StartsWith('<') ? field.Name.IndexOf(">k__BackingField", StringComparison.Ordinal) : -1;
        if (end < 0)
            return (field.Name, field.GetCustomAttribute<IdAttribute>()?.Id);
        var name = field.Name[1..end];
        var onProperty = type.GetProperty(name, Declared)?.GetCustomAttribute<IdAttribute>();
        var onParameter = type.GetConstructors(Declared).SelectMany(constructor => constructor.GetParameters())
            .FirstOrDefault(parameter => parameter.Name == name && parameter.IsDefined(typeof(IdAttribute)))?.GetCustomAttribute<IdAttribute>();
        return (name, (onProperty ?? onParameter)?.Id);
    }

    private static bool DerivesFrom(Type type, Type ancestor)
    {
        var open = ancestor.IsGenericType ? ancestor.GetGenericTypeDefinition() : ancestor;
        if (ancestor.IsInterface)
            return type.GetInterfaces().Any(part => Open(part) == open);
        for (var level = type.BaseType; level is not null; level = level.BaseType)
        {
            if (Open(level) == open)
                return true;
        }

        return false;

        static Type Open(Type part) => part.IsGenericType ? part.GetGenericTypeDefinition() : part;
    }

    private static bool IsOurs(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        return !name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.", StringComparison.Ordinal)
            && name is not ("System" or "mscorlib" or "netstandard" or "Orleans.Embedded");
    }
}
