using System.Buffers;
using Granary.Grains;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>
/// Many payments in one request. Each item is a payment by itself, with its own command id, and one that is refused leaves its neighbours alone;
/// the items of one payer travel in one message and are decided in their order.
/// </summary>
internal static class PayBatch
{
    public const int ItemsMax = 8_192;

    private static readonly OwnerField User = new("user", OwnerKind.User);
    private static readonly OwnerField Merchant = new("merchant", OwnerKind.Merchant);
    private static readonly AmountField AmountMinor = new("amountMinor");
    private static readonly CurrencyField Currency = new("currency");
    private static readonly ChoiceField<Scene> InScene = Choice.OfScene("scene");
    private static readonly TextField Order = new("order") { IsRequired = false };
    private static readonly TextField Device = Devices.NewField();
    private static readonly BodyShape Item = new(User, Merchant, AmountMinor, Currency, InScene, Order, Device);

    public static Operation Operation { get; } = new("Make up to 8,192 payments", HandleAsync)
    {
        Body = Item,
        IsBulk = true,
        Key = KeyRule.Required,
        Answers = [(200, "BatchItem")],
        Refusals =
        [
            Outcome.KeyReused, Outcome.AmountTooLarge, Outcome.OwnerUnknown, Outcome.OwnerClosed, Outcome.OwnerFrozen, Outcome.PayeeUnknown,
            Outcome.PayeeClosed, Outcome.PayeeFrozen, Outcome.InsufficientFunds,
        ],
        OwnProblems = [Problems.TooManyBatches],
    };

    private static async ValueTask<Reply> HandleAsync(ApiCall call)
    {
        var request = call.Http.Request;
        if (BodyBytes.CheckHead(request, BodyBytes.BatchLengthMax, mayBeNdjson: true, mayBeEmpty: false) is { } wrongHead) return wrongHead;
        // Before the body is read: what waits unread is the client's memory and not ours.
        using var place = call.Services.Batches.TryTake(call.Caller.Principal);
        if (place is null) return Problems.TooManyBatches.Plain();
        BodyBytes.MustCome(request, bytesPerSecondMin: BodyBytes.BatchLengthMax / 60);
        var isLines = BodyBytes.IsNdjson(request.ContentType);
        var (tooLarge, bytes) = await BodyBytes.ReadAsync(request, BodyBytes.BatchLengthMax);
        if (tooLarge is not null) return tooLarge;
        var items = new List<(BodyValues Values, FieldError? Error)>();
        var error = Parse(bytes, isLines, items);
        BodyBytes.Done(request, bytes);
        if (error is not null) return error.AsProblem();
        if (items.Count > ItemsMax) return Problems.TooManyItems.With($"A batch has at most {ItemsMax} items.");

        var answers = new BatchAnswers(items.Count);
        await Task.WhenAll(Grouped(call, items, answers).Select(group => ExecuteAsync(call, group.Key, group.Value, answers)));
        await answers.WriteAsync(call.Http, isLines);
        return Reply.Written;
    }

    private static FieldError? Parse(in ReadOnlySequence<byte> bytes, bool isLines, List<(BodyValues, FieldError?)> items)
    {
        var body = BodyBytes.Join(bytes, out var rented);
        var error = isLines ? ParseLines(body, items) : Item.ParseArray(body, ItemsMax, items);
        BodyBytes.Return(rented);
        return error;
    }

    // Each line stands for itself, also a broken one. The line break after the last is not a line.
    private static FieldError? ParseLines(ReadOnlySpan<byte> body, List<(BodyValues, FieldError?)> items)
    {
        while (!body.IsEmpty && items.Count <= ItemsMax)
        {
            var end = body.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? [] : body[(end + 1)..];
            if (line.EndsWith("\r"u8)) line = line[..^1];
            var error = Item.Parse(line, out var values);
            items.Add((values, error));
        }
        return null;
    }

    /// <summary>The good items by payer; the others are answered on the way.</summary>
    private static Dictionary<OwnerId, List<(int Index, UserCommand Command)>> Grouped(
        ApiCall call, List<(BodyValues Values, FieldError? Error)> items, BatchAnswers answers)
    {
        var groups = new Dictionary<OwnerId, List<(int, UserCommand)>>();
        for (var index = 0; index < items.Count; index++)
        {
            var (values, error) = items[index];
            if (error is not null) answers.Refuse(index, error.AsProblem());
            else if (call.Caller.Role == KeyRole.User && User.In(values) != call.Caller.Owner) answers.Refuse(index, Problems.Forbidden.Plain("user"));
            else
            {
                var payer = User.In(values);
                if (!groups.TryGetValue(payer, out var group)) groups.Add(payer, group = []);
                group.Add((index, CommandOf(call, index, values)));
            }
        }
        return groups;
    }

    private static UserCommand.Pay CommandOf(ApiCall call, int index, BodyValues values) => new(
        CommandId.OfItem(call.Caller.Principal, call.Key!, index), CommandId.HashOf(call.RouteName, values.Canonical()),
        [new Share(Merchant.In(values), AmountMinor.In(values))], Currency.In(values), InScene.In(values), Order.In(values))
    {
        Device = Devices.KeyOf(call.Services.Secret, Device.In(values)),
    };

    private static async Task ExecuteAsync(ApiCall call, OwnerId payer, List<(int Index, UserCommand Command)> group, BatchAnswers answers)
    {
        try
        {
            var carried = await call.Grains.GetGrain<IUserGrain>(payer.Number).ExecuteAll([.. group.Select(item => item.Command)]);
            for (var i = 0; i < group.Count; i++) answers.Take(group[i].Index, carried[i]);
        }
        catch (Exception failed) when (Failures.ProblemOf(failed) is not null)
        {
            var problem = Failures.ProblemOf(failed)!;
            foreach (var (index, _) in group) answers.Refuse(index, problem);
        }
    }
}
