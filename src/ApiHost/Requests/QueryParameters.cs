using System.Globalization;
using System.Text.Json.Nodes;

namespace Granary.ApiHost;

/// <summary>A parameter that a route's query may have.</summary>
internal sealed record QueryParameter(string Name, string Description, JsonObject Schema)
{
    public static QueryParameter At { get; } = new(
        "at", "A past instant, RFC 3339; the plus sign of an offset is written %2B.", new JsonObject { ["type"] = "string", ["format"] = "date-time" });

    public static QueryParameter From { get; } = new("from", "The first business date; 29 days before the last when left out.", DateSchema());

    public static QueryParameter To { get; } = new("to", "The last business date; today when left out.", DateSchema());

    public static QueryParameter Cursor { get; } = new(
        "cursor", "nextCursor of the page before.", new JsonObject { ["type"] = "string" });

    public static QueryParameter Limit { get; } = new(
        "limit", "Entries on a page.", new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = LimitMax, ["default"] = LimitDefault });

    public const int LimitMax = 100;
    public const int LimitDefault = 50;

    /// <summary>A query says only what the route knows, and each once.</summary>
    public static Problem? Check(IQueryCollection query, QueryParameter[] known)
    {
        foreach (var (name, values) in query)
        {
            if (!known.Any(parameter => parameter.Name == name)) return Problems.UnknownParameter.Plain(name.Length <= 64 ? name : null);
            if (values.Count != 1) return Problems.InvalidParameter.With("The parameter is there twice.", name);
        }
        return null;
    }

    public static bool TryReadLimit(string? text, out int limit)
    {
        limit = LimitDefault;
        if (text is null) return true;
        return text.Length is > 0 and <= 3 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= LimitMax;
    }

    public static bool TryReadDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date) && DateField.IsPlausible(date);

    public static bool TryReadInstant(string text, out long atMs)
    {
        atMs = 0;
        if (!DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return false;
        atMs = at.ToUnixTimeMilliseconds();
        return atMs >= 0;
    }

    private static JsonObject DateSchema() => new() { ["type"] = "string", ["format"] = "date" };

    // An offset is part of RFC 3339; a local time without one is nobody's.
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];
}
