namespace Granary.EndToEnd;

/// <summary>A command as it was sent, with what it must come to if it comes to anything.</summary>
/// <param name="Key">The Idempotency-Key; also the order of a payment and the bank reference of a deposit.</param>
public sealed record Sent(string Role, string Path, string Body, string Key, Movement Effect);

/// <summary>One transfer, in the API's words.</summary>
public readonly record struct Movement(string Kind, string From, string FromPocket, string To, string ToPocket, long AmountMinor);

/// <summary>A command that Granary said it had carried out, with what it said.</summary>
public sealed record Acknowledged(Sent Sent, string Id, string Body);
