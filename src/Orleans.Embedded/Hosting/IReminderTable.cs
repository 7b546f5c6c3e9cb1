namespace Orleans.Embedded;

/// <summary>Where reminders outlive activations and silos.</summary>
public interface IReminderTable
{
    ValueTask<IReadOnlyList<ReminderRow>> ReadAllAsync();

    ValueTask UpsertAsync(ReminderRow row);

    ValueTask RemoveAsync(ReminderName name);
}

/// <summary>A reminder's identity: grain class and key as text, then the name the grain gave it.</summary>
public readonly record struct ReminderName(string GrainType, string GrainKey, bool KeyIsInteger, string Name);

public sealed record ReminderRow(ReminderName Name, DateTimeOffset FirstTickAt, TimeSpan Period);
