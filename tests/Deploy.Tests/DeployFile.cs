using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace Granary.Deploy.Tests;

/// <summary>The files of <c>deploy/</c>, as text and as trees. Every scalar of YAML is a string here.</summary>
internal static class DeployFile
{
    public static string PathOf(string name) => Repository.PathOf($"deploy/{name}");

    public static string Read(string name) => File.ReadAllText(PathOf(name));

    public static IEnumerable<string> All(string pattern) => Directory
        .EnumerateFiles(PathOf(""), pattern, SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(PathOf(""), path))
        .Order(StringComparer.Ordinal);

    /// <summary>The one document of a file, with its anchors and merges resolved.</summary>
    public static JsonNode Yaml(string name) => YamlAll(name).Single();

    public static IReadOnlyList<JsonNode> YamlAll(string name)
    {
        using var text = File.OpenText(PathOf(name));
        var parser = new MergingParser(new Parser(text));
        var reader = new DeserializerBuilder().Build();
        var writer = new SerializerBuilder().JsonCompatible().Build();
        var documents = new List<JsonNode>();
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _)) documents.Add(JsonNode.Parse(writer.Serialize(reader.Deserialize(parser)))!);
        return documents;
    }

    public static string Text(this JsonNode? node) => node?.GetValue<string>() ?? throw new InvalidDataException("a value is missing");

    public static IEnumerable<JsonNode> Items(this JsonNode? node) => node is JsonArray items ? items.Select(item => item!) : [];

    public static IEnumerable<KeyValuePair<string, JsonNode?>> Members(this JsonNode? node) => node is JsonObject members ? members : [];

    /// <summary>The node and everything below it.</summary>
    public static IEnumerable<JsonNode> Below(this JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Value?.Below() ?? []).Prepend(node),
        JsonArray items => items.SelectMany(item => item?.Below() ?? []).Prepend(node),
        _ => [node],
    };
}
