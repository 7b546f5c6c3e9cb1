namespace RuntimeSemantics.Grains;

/// <summary>Says on the stage when it comes and goes.</summary>
public interface ILifeGrain : IGrainWithIntegerKey
{
    Task<int> Calls();

    Task<int> Leave(string cue);

    Task LeaveAndFail();

    Task Stay(TimeSpan span);

    Task<string> Identity();

    Task<long> Key();

    Task<string> Services();
}

internal sealed class LifeGrain : Life, ILifeGrain;

public interface ILastingLifeGrain : ILifeGrain;

[KeepAlive]
internal sealed class LastingLifeGrain : Life, ILastingLifeGrain;

internal abstract class Life : Grain
{
    private int calls;

    private string Topic => $"life {this.GetPrimaryKeyLong()}";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        Stage.Say(Topic, "activated");
        await base.OnActivateAsync(cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Stage.Say(Topic, $"deactivated {reason.ReasonCode}");
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public Task<int> Calls() => Task.FromResult(++calls);

    public async Task<int> Leave(string cue)
    {
        DeactivateOnIdle();
        Stage.Give(cue + " started");
        await Stage.On(cue);
        return ++calls;
    }

    public Task LeaveAndFail()
    {
        DeactivateOnIdle();
        throw new InvalidOperationException("fenced");
    }

    public Task Stay(TimeSpan span)
    {
        DelayDeactivation(span);
        return Task.CompletedTask;
    }

    public Task<string> Identity() => Task.FromResult($"{IdentityString} {this.GetGrainId()} {GrainContext.GrainId} {ReferenceEquals(GrainContext.GrainInstance, this)}");

    public Task<long> Key() => Task.FromResult(this.GetPrimaryKeyLong());

    public Task<string> Services() => Task.FromResult(RuntimeIdentity);
}

public interface INamedLifeGrain : IGrainWithStringKey
{
    Task<string> Key();
}

internal sealed class NamedLifeGrain : Grain, INamedLifeGrain
{
    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());
}

/// <summary>Cannot be activated until the stage says it may.</summary>
public interface IUnwillingGrain : IGrainWithIntegerKey
{
    Task<string> Work();
}

internal sealed class UnwillingGrain : Grain, IUnwillingGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyLong();
        Stage.Say($"unwilling {key}", "tried");
        await Task.Yield();
        if (!Stage.Given($"unwilling {key}"))
            throw new OutOfStockException("not today", (int)key);
    }

    public Task<string> Work() => Task.FromResult("willing");
}

/// <summary>A contract nobody fulfils.</summary>
public interface IUnfulfilled : IGrainWithIntegerKey
{
    Task Never();
}
