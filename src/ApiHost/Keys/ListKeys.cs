using System.Text.Json;
using Granary.Grains;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>All valid API keys without their secrets.</summary>
internal static class ListKeys
{
    public static Operation Operation { get; } = new("List the valid API keys", HandleAsync) { Answers = [(200, "KeyList")] };

    public static void WriteMembers(Utf8JsonWriter writer, ApiKey key)
    {
        writer.WriteId("id"u8, key.Id);
        writer.WriteString("role"u8, key.Role.Name());
        if (key.Owner is { } owner) writer.WriteOwner("owner"u8, owner);
        writer.WriteString("name"u8, key.Name);
    }

    private static async ValueTask<Reply> HandleAsync(ApiCall call)
    {
        var keys = await call.Grains.GetGrain<IPlatformGrain>(OwnerId.Platform.Number).ListKeys();
        return Reply.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("keys"u8);
            foreach (var key in keys)
            {
                writer.WriteStartObject();
                WriteMembers(writer, key);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}
