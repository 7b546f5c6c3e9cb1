using Granary.Ledger;

namespace Granary.Grains.Tests.Webhooks;

/// <summary>However many webhooks there are, never many of them are looked after at once.</summary>
public sealed class RingRotaTests
{
    private const int Count = 1_000;
    private const long SecondMs = 1_000;

    private readonly RingRota rota = new(new WebhookOptions());
    private readonly List<Webhook> webhooks = [.. Enumerable.Range(0, Count).Select(Hook)];

    [Fact]
    public void From_the_first_second_on_a_slice_is_rung_for_each_second_and_each_webhook_within_ten()
    {
        rota.Change(webhooks, nowMs: 0);
        var slices = Enumerable.Range(0, 30).Select(second => rota.TakeDue(second * SecondMs)).ToList();
        Assert.All(slices, slice => Assert.InRange(slice.Count, 0, Count / 5));
        Assert.Equal(Count, slices.Take(11).SelectMany(slice => slice).Distinct().Count());
        Assert.InRange(slices.Sum(slice => slice.Count), 2 * Count, 3 * Count);
    }

    [Fact]
    public void Who_has_nothing_to_do_is_rung_for_once_a_minute_and_soon_again_after_an_entry()
    {
        rota.Change(webhooks, nowMs: 0);
        var rung = 0;
        for (var second = 0L; second < 600; second++)
        {
            var due = rota.TakeDue(second * SecondMs);
            foreach (var id in due) rota.Rests(id, second * SecondMs);
            if (second >= 120) Assert.InRange(due.Count, 0, Count / 10);
            rung += due.Count;
        }
        Assert.InRange(rung, Count * 600 / 60, Count * 600 / 40);

        var one = webhooks[0].Id;
        rota.TakeDue(600 * SecondMs);
        rota.Rests(one, 600 * SecondMs);
        Assert.DoesNotContain(one, rota.TakeDue(611 * SecondMs));
        rota.Works(one, 611 * SecondMs);
        Assert.Contains(one, rota.TakeDue(621 * SecondMs));
    }

    [Fact]
    public void What_is_new_or_enabled_again_is_rung_for_at_once_and_what_is_gone_is_said()
    {
        rota.Change(webhooks, nowMs: 0);
        rota.TakeDue(60 * SecondMs);
        foreach (var webhook in webhooks) rota.Rests(webhook.Id, 60 * SecondMs);
        var (added, enabled) = (Hook(Count), webhooks[1] with { TimesEnabled = 2 });

        var gone = rota.Change([added, enabled, .. webhooks.Skip(2)], nowMs: 61 * SecondMs);

        Assert.Equal([webhooks[0].Id], gone);
        Assert.Equal(new[] { added.Id, enabled.Id }.Order(), rota.TakeDue(61 * SecondMs).Order());
    }

    private static Webhook Hook(int i) =>
        Webhook.Of(CommandId.HashOf("hook", $"{i}"), new PlatformEvent.WebhookRegistered("https://shop.example/", HookTown.Shop, [], []));
}
