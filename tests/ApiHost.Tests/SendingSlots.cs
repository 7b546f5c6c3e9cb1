using Granary.Ledger;
using Granary.Silo;

namespace Granary.ApiHost.Tests;

/// <summary>Nobody takes the places of others' deliveries, by however many names.</summary>
public sealed class SendingSlots
{
    private static readonly OwnerId Greedy = new(OwnerKind.Merchant, 1), AlsoGreedy = new(OwnerKind.Merchant, 2), Modest = new(OwnerKind.Merchant, 3);
    private readonly SendSlots slots = new();

    [Fact]
    public async Task Two_owners_with_a_name_for_every_webhook_leave_places_for_others()
    {
        var taken = new List<Task<IDisposable>>();
        foreach (var owner in (OwnerId[])[Greedy, AlsoGreedy]) taken.AddRange(Enumerable.Range(0, 40).Select(i => Take($"w{i}.{owner}.example", owner)));
        Assert.Equal(16, taken.Count(slot => slot.IsCompleted));
        Assert.True(Take("shop.example", Modest).IsCompletedSuccessfully);

        // What one gives back, the next of the same owner takes.
        (await taken[0]).Dispose();
        await taken[8];
        Assert.Equal(17, taken.Count(slot => slot.IsCompleted));
    }

    [Fact]
    public void Who_waits_for_a_slow_receiver_keeps_no_other_receiver_of_the_same_owner_waiting()
    {
        var slow = Enumerable.Range(0, 40).Select(_ => Take("slow.example", Greedy)).ToList();
        Assert.Equal(4, slow.Count(slot => slot.IsCompleted));
        Assert.All(Enumerable.Range(0, 4).Select(_ => Take("quick.example", Greedy)), slot => Assert.True(slot.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task A_place_that_nobody_waits_for_any_more_is_not_lost()
    {
        var held = await Take("shop.example", Greedy);
        var others = Enumerable.Range(0, 3).Select(_ => Take("shop.example", Greedy)).ToList();
        using var gone = new CancellationTokenSource();
        var abandoned = slots.TakeAsync("shop.example", Greedy, gone.Token).AsTask();
        var patient = Take("shop.example", Greedy);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        Assert.False(patient.IsCompleted);

        held.Dispose();
        await patient;
        Assert.All(others, slot => Assert.True(slot.IsCompletedSuccessfully));
    }

    private Task<IDisposable> Take(string receiver, OwnerId owner) => slots.TakeAsync(receiver, owner, CancellationToken.None).AsTask();
}
