using System.Text.Json;

namespace Granary.Cli.Http;

/// <summary>Picks single values out of an answer without building a document of it.</summary>
public static class AnswerJson
{
    /// <summary>The text at a path of property names; null when there is none.</summary>
    public static string? Text(ReadOnlyMemory<byte> body, params scoped ReadOnlySpan<string> path)
    {
        var reader = new Utf8JsonReader(body.Span);
        return TryFind(ref reader, path) && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    /// <summary>The code of a problem, such as <c>insufficient_funds</c>; empty when there is none.</summary>
    public static string Code(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Text(body, "code") ?? "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static bool TryFind(ref Utf8JsonReader reader, scoped ReadOnlySpan<string> path)
    {
        if (!reader.Read()) return false;
        foreach (var name in path)
        {
            if (reader.TokenType != JsonTokenType.StartObject || !TryEnter(ref reader, name)) return false;
        }
        return true;
    }

    private static bool TryEnter(ref Utf8JsonReader reader, string name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(name);
            reader.Read();
            if (isIt) return true;
            reader.Skip();
        }
        return false;
    }
}
