using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Granary.Fixtures;

namespace Granary.Architecture;

/// <summary>What a built project really refers to, read from its metadata: nothing is loaded, nothing is overlooked.</summary>
internal sealed class BuiltAssembly
{
    private BuiltAssembly(MetadataReader reader)
    {
        References = [.. reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))];
        Types = [.. reader.TypeReferences.Select(handle => NameOf(reader, handle)).Distinct()];
        Members =
        [
            .. reader.MemberReferences.Select(reader.GetMemberReference)
                .Where(member => member.Parent.Kind == HandleKind.TypeReference)
                .Select(member => $"{NameOf(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}").Distinct(),
        ];
    }

    /// <summary>True in the build on <c>Orleans.Embedded</c>; the Orleans build adds generated code of its own.</summary>
    public static bool IsEmbedded { get; } = AppContext.BaseDirectory.Contains("/artifacts/embedded/", StringComparison.Ordinal);

    public IReadOnlyList<string> References { get; }

    public IReadOnlyList<string> Types { get; }

    public IReadOnlyList<string> Members { get; }

    public static BuiltAssembly Of(string project)
    {
        // artifacts/RUNTIME/bin/Architecture/CONFIGURATION/: the neighbours were built beside us.
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var name = project == "Orleans.Embedded" ? project : $"Granary.{project}";
        var path = Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, $"{name}.dll");
        using var file = new PEReader(File.OpenRead(path));
        return new BuiltAssembly(file.GetMetadataReader());
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}+{name}"
            : $"{reader.GetString(type.Namespace)}.{name}";
    }
}
