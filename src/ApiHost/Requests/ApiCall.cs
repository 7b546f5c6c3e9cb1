using System.Buffers;
using Granary.Grains;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>One request on its way: who asks, about which owner, what the body says, and the ids that follow from it.</summary>
internal sealed class ApiCall(HttpContext http, ApiServices services, Operation operation, RoutePlace place, Caller caller, OwnerId owner)
{
    public HttpContext Http => http;

    public ApiServices Services => services;

    public IGrainFactory Grains => services.Grains;

    public Caller Caller => caller;

    /// <summary>The owner in the path.</summary>
    public OwnerId Owner => owner;

    public BodyValues Body { get; private set; } = BodyValues.None;

    /// <summary>The caller's own name for the request; null when it gave none.</summary>
    public string? Key { get; private set; }

    /// <summary>Names the command: the same caller with the same key arrives at the same id.</summary>
    public Guid CommandId { get; private set; }

    /// <summary>Says which request this is, so that a key used for another one is noticed.</summary>
    public Guid RequestHash { get; private set; }

    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>Method and pattern of the route: part of what a key was used for.</summary>
    public string RouteName => place.Name;

    public IUserGrain User => Grains.GetGrain<IUserGrain>(owner.Number);

    public IMerchantGrain Merchant => Grains.GetGrain<IMerchantGrain>(owner.Number);

    public ICustodyGrain Custodian => Grains.GetGrain<ICustodyGrain>(owner.Number);

    /// <summary>The owner in the path as what all owners have in common.</summary>
    public IOwnerGrain OwnerGrain => owner.Kind switch
    {
        OwnerKind.User => User,
        OwnerKind.Merchant => Merchant,
        OwnerKind.Custody => Custodian,
        OwnerKind.Platform or OwnerKind.Loan or OwnerKind.Fund or OwnerKind.Insurer or OwnerKind.Lender or OwnerKind.Partner =>
            throw new ArgumentOutOfRangeException(nameof(owner), owner.Kind, "no route has owners of this kind"),
    };

    /// <summary>Reads what the request says, in the order in which the documentation promises its errors. Null when all is well.</summary>
    public async ValueTask<Problem?> ReadAsync()
    {
        var request = http.Request;
        if (request.QueryString.HasValue && QueryParameter.Check(request.Query, operation.Query) is { } wrongQuery) return wrongQuery;
        if (IdempotencyKey.Read(request.Headers[IdempotencyKey.Header], operation.Key, out var key) is { } wrongKey) return wrongKey;
        Key = key;
        if (operation.Body is { } shape && !operation.IsBulk && await ReadBodyAsync(shape) is { } wrongBody) return wrongBody;
        // Without a key, the path itself is the name: whoever creates the same owner twice means the same.
        if (operation.Key != KeyRule.None) Name(key ?? $"{place.Name} {Subject}");
        return null;
    }

    /// <summary>Sends a command's answer: the entry's body, or the refusal with what the request calls those involved.</summary>
    public async ValueTask<Reply> AnswerAsync(Task<Answer> asked, int status, EntryBody body, string? payeeParam = null, string? ownerParam = null)
    {
        var answer = await asked;
        return answer.Entry is { } entry && answer.Outcome == Outcome.Accepted
            ? Reply.Of(status, entry, body, answer.Replayed)
            : Problems.Of(answer.Outcome, ownerParam ?? place.OwnerParam, payeeParam);
    }

    /// <summary>The merchant who asks for something that only the merchant concerned may; null when the user or a sandbox asks.</summary>
    public OwnerId? AskingMerchant => caller.Role == KeyRole.Merchant ? caller.Owner : null;

    public Problem OwnerUnknown() => Problems.Of(Outcome.OwnerUnknown, place.OwnerParam, payeeParam: null);

    /// <summary>A partner bank by its name, or as any owner is written.</summary>
    public Problem? FindCustodian(string text, string param, out OwnerId custodian) =>
        services.Custodians.TryFind(text, out custodian) || OwnerText.TryParse(text, OwnerKind.Custody, out custodian)
            ? null
            : Problems.PayeeUnknown.With("There is no partner bank of this name.", param);

    /// <summary>A 32-digit id out of the path.</summary>
    public Problem? ReadId(string name, out Guid id) =>
        IdField.TryParse((string?)http.Request.RouteValues[name], out id) ? null : Problems.InvalidId.With("An id has 32 hex digits in lower case.", name);

    // The owner in its one full text: 1001 and user-1001 in the path are the same request.
    private string Subject => owner == default ? "" : owner.ToString();

    private async ValueTask<Problem?> ReadBodyAsync(BodyShape shape)
    {
        var request = http.Request;
        if (BodyBytes.CheckHead(request, BodyBytes.LengthMax, mayBeNdjson: false, shape.MayBeEmpty) is { } wrongHead) return wrongHead;
        if (shape.MayBeEmpty && BodyBytes.HasNoBody(request))
        {
            Body = new BodyValues(shape);
            return null;
        }
        var (tooLarge, bytes) = await BodyBytes.ReadAsync(request, BodyBytes.LengthMax);
        if (tooLarge is not null) return tooLarge;
        var error = Parse(shape, bytes);
        BodyBytes.Done(request, bytes);
        return error?.AsProblem();
    }

    private FieldError? Parse(BodyShape shape, in ReadOnlySequence<byte> bytes)
    {
        var error = shape.Parse(BodyBytes.Join(bytes, out var rented), out var values);
        BodyBytes.Return(rented);
        Body = values;
        return error;
    }

    private void Name(string key)
    {
        CommandId = Ledger.CommandId.OfRequest(caller.Principal, key);
        RequestHash = Ledger.CommandId.HashOf(place.Name, Subject, place.DetailOf(http), Body.Canonical());
    }
}
