using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Granary.Architecture;

/// <summary>The public types of an assembly as lines of text, read from its metadata without loading it or what it depends on.</summary>
internal sealed class OrleansSurface
{
    private readonly SortedDictionary<string, IReadOnlySet<string>> types = new(StringComparer.Ordinal);

    private OrleansSurface(MetadataReader reader)
    {
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            if ((type.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public or TypeAttributes.NestedPublic)
                types.Add(OrleansSurfaceNames.Of(reader, handle), Lines(reader, type).ToHashSet(StringComparer.Ordinal));
        }
    }

    internal IReadOnlyDictionary<string, IReadOnlySet<string>> Types => types;

    internal static OrleansSurface Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        return new OrleansSurface(file.GetMetadataReader());
    }

    private static IEnumerable<string> Lines(MetadataReader reader, TypeDefinition type)
    {
        yield return Kind(reader, type);
        foreach (var line in Generics(reader, type.GetGenericParameters()))
            yield return $"type parameter {line}";
        foreach (var handle in type.GetInterfaceImplementations())
            yield return $"implements {OrleansSurfaceNames.Of(reader, reader.GetInterfaceImplementation(handle).Interface)}";
        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition).Where(field => IsVisible((int)(field.Attributes & FieldAttributes.FieldAccessMask))))
            yield return Field(reader, field);
        foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition).Where(method => IsVisible((int)(method.Attributes & MethodAttributes.MemberAccessMask))))
            yield return Method(reader, method);
        foreach (var property in type.GetProperties().Select(reader.GetPropertyDefinition).Where(property => IsVisible(reader, property)))
            yield return $"property {property.DecodeSignature(OrleansSurfaceNames.One, null).ReturnType} {reader.GetString(property.Name)}";
    }

    private static string Kind(MetadataReader reader, TypeDefinition type)
    {
        var parent = type.BaseType.IsNil ? "" : OrleansSurfaceNames.Of(reader, type.BaseType);
        var kind = type.Attributes.HasFlag(TypeAttributes.Interface) ? "interface"
            : parent == "System.ValueType" ? "struct"
            : parent == "System.Enum" ? "enum"
            : "class";
        return $"{kind}{(type.Attributes.HasFlag(TypeAttributes.Abstract) ? " abstract" : "")}{(type.Attributes.HasFlag(TypeAttributes.Sealed) ? " sealed" : "")} : {parent}";
    }

    private static string Field(MetadataReader reader, FieldDefinition field)
    {
        var constant = field.GetDefaultValue();
        var value = constant.IsNil ? "" : $" = {Convert.ToHexString(reader.GetBlobBytes(reader.GetConstant(constant).Value))}";
        return $"field {field.DecodeSignature(OrleansSurfaceNames.One, null)} {reader.GetString(field.Name)}{value}";
    }

    private static string Method(MetadataReader reader, MethodDefinition method)
    {
        var signature = method.DecodeSignature(OrleansSurfaceNames.One, null);
        var parameters = method.GetParameters().Select(reader.GetParameter).Where(parameter => parameter.SequenceNumber > 0)
            .OrderBy(parameter => parameter.SequenceNumber)
            .Select(parameter => $"{reader.GetString(parameter.Name)}{(parameter.Attributes.HasFlag(ParameterAttributes.Optional) ? " optional" : "")}");
        // Whether an interface method is implemented as final virtual or not at all is nobody's business but the implementer's.
        var open = method.Attributes.HasFlag(MethodAttributes.Virtual) && !method.Attributes.HasFlag(MethodAttributes.Final);
        var modifiers = $"{(method.Attributes.HasFlag(MethodAttributes.Static) ? " static" : "")}{(open ? " virtual" : "")}{(method.Attributes.HasFlag(MethodAttributes.Abstract) ? " abstract" : "")}";
        var constraints = string.Join("; ", Generics(reader, method.GetGenericParameters()));
        return $"method {method.Attributes & MethodAttributes.MemberAccessMask}{modifiers} {signature.ReturnType} {reader.GetString(method.Name)}<{constraints}>"
            + $"({string.Join(", ", signature.ParameterTypes.Zip(parameters, (type, name) => $"{type} {name}"))})";
    }

    private static IEnumerable<string> Generics(MetadataReader reader, GenericParameterHandleCollection handles) => handles
        .Select(reader.GetGenericParameter)
        .Select(parameter => $"{parameter.Index} {parameter.Attributes} "
            + string.Join(", ", parameter.GetConstraints().Select(handle => OrleansSurfaceNames.Of(reader, reader.GetGenericParameterConstraint(handle).Type)).Order(StringComparer.Ordinal)));

    private static bool IsVisible(MetadataReader reader, PropertyDefinition property)
    {
        var accessors = property.GetAccessors();
        return new[] { accessors.Getter, accessors.Setter }.Any(handle => !handle.IsNil
            && IsVisible((int)(reader.GetMethodDefinition(handle).Attributes & MethodAttributes.MemberAccessMask)));
    }

    // Family, family-or-assembly and public have the same numbers for fields and methods.
    private static bool IsVisible(int access) => access is (int)MethodAttributes.Family or (int)MethodAttributes.FamORAssem or (int)MethodAttributes.Public;
}
