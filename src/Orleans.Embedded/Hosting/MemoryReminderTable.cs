namespace Orleans.Embedded;

public sealed class MemoryReminderTable : IReminderTable
{
    private readonly Lock gate = new();
    private readonly Dictionary<ReminderName, ReminderRow> rows = [];

    // In the order of registration, whatever the hashes say, so that two equal runs tick in the same order.
    private readonly List<ReminderName> order = [];

    public ValueTask<IReadOnlyList<ReminderRow>> ReadAllAsync()
    {
        lock (gate)
            return new([.. order.Select(name => rows[name])]);
    }

    public ValueTask UpsertAsync(ReminderRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        lock (gate)
        {
            if (!rows.ContainsKey(row.Name))
                order.Add(row.Name);
            rows[row.Name] = row;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveAsync(ReminderName name)
    {
        lock (gate)
        {
            if (rows.Remove(name))
                order.Remove(name);
        }

        return ValueTask.CompletedTask;
    }
}
