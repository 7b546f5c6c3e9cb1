using System.Reflection;
using Granary.Grains.Tests.Webhooks;
using Granary.Journal;
using Granary.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Granary.Grains.Tests.Hosts;

/// <summary>The proof scans the whole ledger, so one scan has to do for all who ask.</summary>
public sealed class ProofTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("granary-proof-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Whoever_asks_during_a_scan_waits_for_it_and_who_asks_after_it_has_a_new_one()
    {
        var queries = DispatchProxy.Create<IJournalQueries, Scans>();
        var scans = ((Scans)(object)queries).Begun;
        await using var town = await HookTown.StartAsync(folder, change: services => services.AddSingleton(queries));
        var audit = town.Grains.GetGrain<IAuditGrain>(0);

        var asked = Enumerable.Range(0, 5).Select(_ => audit.Prove()).ToList();
        await HookTown.UntilAsync(() => scans.Count > 0);
        // In the order of the calls: when this is answered, all of them have arrived.
        await audit.TraceReference("nothing");
        Assert.Single(scans);
        scans[0].SetResult(new Proof([], [new PartitionHead(0, 7, [])]));
        Assert.All(await Task.WhenAll(asked), proof => Assert.Equal(7, proof.Heads[0].Position));

        var again = audit.Prove();
        await HookTown.UntilAsync(() => scans.Count == 2);
        scans[1].SetException(new JournalUnavailableException("gone"));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => again);
        var last = audit.Prove();
        await HookTown.UntilAsync(() => scans.Count == 3);
        scans[2].SetResult(new Proof([], []));
        await last;
    }

    /// <summary>Scans that end when the test lets them.</summary>
    public class Scans : DispatchProxy
    {
        public List<TaskCompletionSource<Proof>> Begun { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name != nameof(IJournalQueries.ProveAsync)) throw new NotSupportedException(targetMethod.Name);
            Begun.Add(new TaskCompletionSource<Proof>());
            return new ValueTask<Proof>(Begun[^1].Task);
        }
    }
}
