using System.Text.Json;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Which page of a list is asked for.</summary>
/// <param name="List">See <see cref="Cursor.Write"/>.</param>
/// <param name="Before">Where the page before ended; null for the first.</param>
/// <param name="CountMax">How much there may be on it.</param>
internal readonly record struct PageAsked(string List, HistoryCursor? Before, int CountMax)
{
    /// <returns>What is wrong with the query; null when nothing is.</returns>
    public static Problem? Read(ApiCall call, string list, out PageAsked asked)
    {
        asked = default;
        var query = call.Http.Request.Query;
        if (!QueryParameter.TryReadLimit(query["limit"], out var countMax))
        {
            return Problems.InvalidParameter.With($"The limit must be a whole number from 1 to {QueryParameter.LimitMax}.", "limit");
        }
        HistoryCursor? before = null;
        if ((string?)query["cursor"] is { } text && !Cursor.TryRead(call.Services.Secret, list, text, out before)) return Problems.InvalidCursor.Plain();
        asked = new PageAsked(list, before, countMax);
        return null;
    }

    /// <summary>How the page after this one is asked for; null when this is the last.</summary>
    public void WriteNext(Utf8JsonWriter writer, ApiCall call, HistoryCursor? next)
    {
        if (next is { } cursor) writer.WriteString("nextCursor"u8, Cursor.Write(call.Services.Secret, List, cursor));
        else writer.WriteNull("nextCursor"u8);
    }
}
