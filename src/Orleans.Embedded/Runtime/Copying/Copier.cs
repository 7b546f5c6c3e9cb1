using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Embedded.Runtime;

/// <summary>Keeps what can change from being shared by two grains: copies it field by field, whatever it is made of.</summary>
internal static class Copier
{
    private static readonly Func<object, object> shallow =
        typeof(object).GetMethod(nameof(MemberwiseClone), BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<Func<object, object>>();

    private static readonly ConcurrentDictionary<Type, ChangeableField[]> changeable = new();

    /// <summary>Null when values of the type may be passed as they are.</summary>
    internal static Func<T, T>? For<T>() => Of<T>.Copy;

    private static object? Copy(object? original, Dictionary<object, object> copies)
    {
        if (original is null || KnownTypes.IsImmutable(original.GetType()))
            return original;
        if (copies.TryGetValue(original, out var known))
            return known;
        var copy = shallow(original);
        // Before its parts are copied, so that a cycle finds it; what is the same object twice stays one object.
        copies.Add(original, copy);
        if (copy is Array array)
            CopyItems(array, copies);
        else
            CopyFields(copy, copies);
        return copy;
    }

    private static void CopyItems(Array array, Dictionary<object, object> copies)
    {
        if (KnownTypes.IsImmutable(array.GetType().GetElementType()!))
            return;
        if (array.Rank != 1)
            throw new NotSupportedException("An array of several dimensions holds values only.");
        for (var index = 0; index < array.Length; index++)
            array.SetValue(Copy(array.GetValue(index), copies), index);
    }

    private static void CopyFields(object copy, Dictionary<object, object> copies)
    {
        foreach (var (field, isLeftBehind) in changeable.GetOrAdd(copy.GetType(), ChangeableFields))
            field.SetValue(copy, isLeftBehind ? null : Copy(field.GetValue(copy), copies));
    }

    private static ChangeableField[] ChangeableFields(Type type)
    {
        var fields = new List<ChangeableField>();
        for (var level = type; level is not null; level = level.BaseType)
        {
            fields.AddRange(level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(field => !field.IsDefined(typeof(ImmutableAttribute)))
                .Select(field => new ChangeableField(field, field.IsDefined(typeof(NonSerializedAttribute))))
                .Where(field => field.IsLeftBehind || !KnownTypes.IsImmutable(field.Field.FieldType)));
        }

        return [.. fields];
    }

    private readonly record struct ChangeableField(FieldInfo Field, bool IsLeftBehind);

    private static class Of<T>
    {
        internal static readonly Func<T, T>? Copy = KnownTypes.IsImmutable(typeof(T))
            ? null
            : static value => (T)Copier.Copy(value, new Dictionary<object, object>(ReferenceEqualityComparer.Instance))!;
    }
}
