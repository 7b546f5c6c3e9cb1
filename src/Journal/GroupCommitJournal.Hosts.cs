using System.Collections.Immutable;

namespace Granary.Journal;

// The hosts' table lies beside the journal. Beats are writes, so they tell whether there can be any also when nobody pays.
public sealed partial class GroupCommitJournal : IHostTable
{
    private IHostTable Hosts => (IHostTable)store;

    public async ValueTask<HostOrders> BeatAsync(string name, long startedAtMs, long skippedMs, string report, CancellationToken cancellation)
    {
        try
        {
            var orders = await Hosts.BeatAsync(name, startedAtMs, skippedMs, report, cancellation).ConfigureAwait(false);
            refusals.Beaten();
            return orders;
        }
        catch (JournalUnavailableException refused)
        {
            refusals.Refused(refused);
            throw;
        }
    }

    public ValueTask LeaveAsync(string name, long startedAtMs, CancellationToken cancellation) => Hosts.LeaveAsync(name, startedAtMs, cancellation);

    public ValueTask<ImmutableArray<HostRow>> ReadHostsAsync(CancellationToken cancellation) => Hosts.ReadHostsAsync(cancellation);

    public ValueTask<bool> AskToDrainAsync(string name, CancellationToken cancellation) => Hosts.AskToDrainAsync(name, cancellation);
}
