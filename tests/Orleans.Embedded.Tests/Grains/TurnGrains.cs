using Orleans.Concurrency;

namespace RuntimeSemantics.Grains;

/// <summary>Each method says when it begins and ends, and between the two awaits its cue.</summary>
public interface ITurnsGrain : IGrainWithIntegerKey
{
    Task Write(string cue);

    [ReadOnly]
    Task Read(string cue);

    [AlwaysInterleave]
    Task Slip(string cue);

    Task CallSelf(string cue);

    Task CallOther(long other, string cue);

    Task<bool> StaysOnItsScheduler();

    Task<int> CountCarelessly(int times);

    Task<int> Counted();
}

internal sealed class TurnsGrain : Turns, ITurnsGrain;

public interface IReentrantTurnsGrain : ITurnsGrain;

[Reentrant]
internal sealed class ReentrantTurnsGrain : Turns, IReentrantTurnsGrain
{
    protected override ITurnsGrain Myself => GrainFactory.GetGrain<IReentrantTurnsGrain>(this.GetPrimaryKeyLong());
}

internal abstract class Turns : Grain
{
    private int counted;

    protected virtual ITurnsGrain Myself => GrainFactory.GetGrain<ITurnsGrain>(this.GetPrimaryKeyLong(), "RuntimeSemantics.Grains.Turns");

    private string Topic => $"turns {this.GetPrimaryKeyLong()}";

    public Task Write(string cue) => Act("write", cue);

    public Task Read(string cue) => Act("read", cue);

    public Task Slip(string cue) => Act("slip", cue);

    public Task CallSelf(string cue) => Myself.Write(cue);

    public Task CallOther(long other, string cue) =>
        GrainFactory.GetGrain<ITurnsGrain>(other, "RuntimeSemantics.Grains.Turns").CallOther(this.GetPrimaryKeyLong(), cue);

    public async Task<bool> StaysOnItsScheduler()
    {
        var before = TaskScheduler.Current;
        await Task.Delay(1);
        await Task.Yield();
        Stage.Say(Topic, $"back on {TaskScheduler.Current.Id}");
        return before != TaskScheduler.Default && before == TaskScheduler.Current;
    }

    public async Task<int> CountCarelessly(int times)
    {
        for (var time = 0; time < times; time++)
        {
            var seen = counted;
            await Task.Yield();
            counted = seen + 1;
        }

        return counted;
    }

    public Task<int> Counted() => Task.FromResult(counted);

    private async Task Act(string what, string cue)
    {
        Stage.Say(Topic, $"{what} {cue} begins");
        Stage.Give(cue + " started");
        await Stage.On(cue);
        Stage.Say(Topic, $"{what} {cue} ends");
    }
}
