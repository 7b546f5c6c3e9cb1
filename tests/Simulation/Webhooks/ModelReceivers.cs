using Granary.Grains;

namespace Granary.Simulation;

/// <summary>
/// Those outside who wanted to be told: they take messages, refuse them, answer late, or say that they are gone. What they were told and by whom
/// is for <see cref="Deliveries"/> to judge.
/// </summary>
internal sealed class ModelReceivers(WebhookClimate climate, Dice dice, Deliveries deliveries)
{
    private const int Ok = 200;
    private const int Gone = 410;

    /// <summary>From here on everybody takes everything, at once.</summary>
    public bool IsHealed { get; set; }

    public WebhookOptions Options => climate.Options;

    public long LatencyUs() => IsHealed ? 500 : dice.Skewed(20, climate.LatencyUsMax);

    public bool IsLost() => !IsHealed && dice.Chance(climate.LostPerMille);

    /// <summary>A message that its host had sent before it died may still arrive.</summary>
    public bool LastWordsArrive() => dice.Chance(500);

    /// <summary>How long the receiver thinks about it: sometimes until nobody wants to know any more.</summary>
    public long ThinkingUs() => !IsHealed && dice.Chance(climate.LatePerMille)
        ? (long)Options.AnswerWithin.TotalMicroseconds + dice.Between(0, 5_000_000)
        : 0;

    /// <summary>Somebody is about to send this, whatever becomes of it.</summary>
    public void Attempted(WebhookMessage message, long clockMs) => deliveries.Attempted(message, clockMs);

    /// <summary>The message has arrived: what its receiver says to it.</summary>
    public (WebhookResult Result, int Status) Answer(WebhookMessage message)
    {
        if (IsHealed || !dice.Chance(climate.RefusedPerMille + climate.GonePerMille))
        {
            deliveries.Taken(message);
            return (WebhookResult.Delivered, Ok);
        }
        if (dice.Below(climate.RefusedPerMille + climate.GonePerMille) < climate.RefusedPerMille)
        {
            return dice.Chance(900) ? (WebhookResult.Refused, 500) : (WebhookResult.Redirected, 302);
        }
        deliveries.SaidGone(message);
        return (WebhookResult.Gone, Gone);
    }
}
