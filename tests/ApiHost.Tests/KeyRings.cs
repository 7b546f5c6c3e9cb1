using System.Reflection;
using Granary.Grains;
using Granary.Ledger;
using Orleans;

namespace Granary.ApiHost.Tests;

/// <summary>A key that was revoked while somebody asked about it.</summary>
public sealed class KeyRings
{
    [Fact]
    public async Task An_answer_from_before_a_revocation_is_not_kept()
    {
        var secret = ApiKeySecret.Derive(new Silo.HostSecret(new byte[32]), "test");
        var key = new ApiKey(Guid.NewGuid(), ApiKeySecret.HashOf(secret), KeyRole.Auditor, null, "test");
        var grains = DispatchProxy.Create<IGrainFactory, Held>();
        var ring = new KeyRing(grains, TimeProvider.System, isSandbox: true);

        var asked = ring.FindAsync($"Bearer {secret}").AsTask();
        ring.Forget();
        ((Held)(object)grains).Answers.Dequeue().SetResult(key);
        Assert.NotNull(await asked);

        // The next request asks again, and hears of it.
        var again = ring.FindAsync($"Bearer {secret}").AsTask();
        ((Held)(object)grains).Answers.Dequeue().SetResult(null);
        Assert.Null(await again);
    }

    [Theory, InlineData(KeyRole.Operator), InlineData(KeyRole.Auditor), InlineData(KeyRole.Merchant)]
    public async Task A_key_that_a_sandbox_issued_is_worth_nothing_elsewhere_whatever_its_role(KeyRole role)
    {
        var secret = ApiKeySecret.Derive(new Silo.HostSecret(new byte[32]), "test");
        var key = new ApiKey(Guid.NewGuid(), ApiKeySecret.HashOf(secret), role, role == KeyRole.Merchant ? new OwnerId(OwnerKind.Merchant, 1) : null, "test", IsOfSandbox: true);
        Assert.NotNull(await Find(key, isSandbox: true));
        Assert.Null(await Find(key, isSandbox: false));
        Assert.NotNull(await Find(key with { IsOfSandbox = false }, isSandbox: false));

        async Task<Caller?> Find(ApiKey held, bool isSandbox)
        {
            var grains = DispatchProxy.Create<IGrainFactory, Held>();
            var asked = new KeyRing(grains, TimeProvider.System, isSandbox).FindAsync($"Bearer {secret}").AsTask();
            ((Held)(object)grains).Answers.Dequeue().SetResult(held);
            return await asked;
        }
    }

    /// <summary>A platform whose answers come when the test lets them.</summary>
    public class Held : DispatchProxy
    {
        public Queue<TaskCompletionSource<ApiKey?>> Answers { get; private set; } = new();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IPlatformGrain.FindKey))
            {
                Answers.Enqueue(new TaskCompletionSource<ApiKey?>());
                return Answers.Last().Task;
            }
            var platform = Create<IPlatformGrain, Held>();
            ((Held)(object)platform).Answers = Answers;
            return platform;
        }
    }
}
