using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>Opens a user. Asking again is no error: whoever exists is answered as it stands.</summary>
internal static class OpenUser
{
    private static readonly TextField Name = new("name") { IsRequired = false };

    public static Operation Operation { get; } = new("Open a user", Handle)
    {
        Body = new BodyShape(Name),
        Key = KeyRule.Optional,
        Answers = [(201, "Owner"), (200, "Owner")],
        Refusals = [Outcome.KeyReused, Outcome.OwnerClosed],
    };

    private static ValueTask<Reply> Handle(ApiCall call) =>
        OwnerOpening.OpenAsync(call, new OwnerCommand.Open(call.CommandId, call.RequestHash, Name.In(call.Body) ?? "", Fee: null));
}
