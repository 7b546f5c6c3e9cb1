using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace RuntimeSemantics.Grains;

public interface INamed : IGrainWithIntegerKey
{
    Task<string> Name();
}

public interface ICallsGrain : INamed
{
    Task Nothing();

    ValueTask Value();

    ValueTask<int> ValueOf(int value);

    Task<T> Echo<T>(T value);

    Task<Verdict> Judge(Order order);

    IAsyncEnumerable<int> Count(int to, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> CountAndWait(int to, string cue, CancellationToken cancellationToken = default);

    Task Fail(string message);

    Task FailSynchronously(string message);

    Task FailWith(int left);

    [OneWay]
    Task FailUnseen(string cue);

    Task<string> Spoil(byte[] bytes);

    Task<int> Spoil(Basket basket);

    Task<Basket> Keep(Basket basket);

    Task<Basket> Kept();

    Task Wait(string cue);

    [ResponseTimeout("00:00:00.5")]
    Task WaitShortly(string cue);

    Task<string> WaitOrStop(string cue, CancellationToken cancellationToken);

    Task<string> Greet();
}

internal sealed class CallsGrain([FromKeyedServices("greeting")] Greeting greeting, IGrainFactory grains, Visit visit) : Grain, ICallsGrain
{
    private Basket basket = new();

    public Task<string> Name() => Task.FromResult("calls");

    public Task Nothing() => Task.CompletedTask;

    public ValueTask Value() => ValueTask.CompletedTask;

    public async ValueTask<int> ValueOf(int value)
    {
        await Task.Yield();
        return value;
    }

    public Task<T> Echo<T>(T value) => Task.FromResult(value);

    public Task<Verdict> Judge(Order order) =>
        Task.FromResult<Verdict>(order.Parts.IsEmpty ? new Verdict.No() : new Verdict.Yes(order.Parts.Sum()));

    public async IAsyncEnumerable<int> Count(int to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var number = 0; number < to; number++)
        {
            if (number % 7 == 0)
                await Task.Yield();
            yield return number;
        }
    }

    public async IAsyncEnumerable<int> CountAndWait(int to, string cue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            for (var number = 0; number < to; number++)
                yield return number;
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            Stage.Give(cue);
        }
    }

    public async Task Fail(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message, new ArgumentException("inner"));
    }

    public Task FailSynchronously(string message) => throw new InvalidOperationException(message);

    public Task FailWith(int left) => Task.FromException(new OutOfStockException("sold out", left));

    public Task FailUnseen(string cue)
    {
        Stage.Give(cue);
        throw new InvalidOperationException("nobody sees this");
    }

    public Task<string> Spoil(byte[] bytes)
    {
        bytes[0]++;
        return Task.FromResult(bytes[0].ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    public Task<int> Spoil(Basket basket)
    {
        basket.Items.Add("spoiled");
        basket.Inner?.Items.Add("spoiled");
        return Task.FromResult(basket.Items.Count);
    }

    public Task<Basket> Keep(Basket basket)
    {
        this.basket = basket;
        return Task.FromResult(basket);
    }

    public Task<Basket> Kept() => Task.FromResult(basket);

    public async Task Wait(string cue)
    {
        Stage.Give(cue + " started");
        await Stage.On(cue);
        Stage.Give(cue + " done");
    }

    public Task WaitShortly(string cue) => Wait(cue);

    public async Task<string> WaitOrStop(string cue, CancellationToken cancellationToken)
    {
        Stage.Give(cue + " started");
        try
        {
            await Stage.On(cue).WaitAsync(cancellationToken);
            return "ran";
        }
        catch (OperationCanceledException)
        {
            Stage.Give(cue + " cancelled");
            throw;
        }
    }

    public Task<string> Greet() =>
        Task.FromResult($"{greeting.Text} {grains.GetGrain<ICallsGrain>(7).GetPrimaryKeyLong()} {(ReferenceEquals(visit, ServiceProvider.GetService<Visit>()) ? "same" : "other")}");
}
