#pragma warning disable CA1822, CA1852, IDE0051, IDE0052, CS0169, CS0414
using System.Text.Json;
using Orleans.Concurrency;

namespace RuntimeSemantics.Slice.Bad;

public sealed record Bare(int Number);

[GenerateSerializer]
public sealed class WithoutId
{
    public int Number { get; set; }
}

[GenerateSerializer]
public sealed record PositionalWithoutId(int Number);

[GenerateSerializer]
public sealed class WithPrivateField
{
    private readonly int hidden = 3;
}

[GenerateSerializer]
public sealed class SameIds
{
    [Id(0)]
    public int One { get; set; }

    [Id(0)]
    public int Other { get; set; }
}

[GenerateSerializer]
public abstract record Family
{
    public sealed record ForgottenCase([property: Id(0)] int Number) : Family;
}

[GenerateSerializer]
public sealed class WithJson
{
    [Id(0)]
    public JsonElement Body { get; set; }
}

[GenerateSerializer]
public sealed class Fine
{
    [NonSerialized]
    private readonly int cached = 7;

    [Id(0)]
    public required Dictionary<string, List<(int, Guid?)>> Everything { get; init; }

    [Id(1)]
    public Fine? Next { get; init; }

    public int Computed => cached;
}

[GenerateSerializer]
public sealed record FineOnParameter([Id(0)] int Number);

public interface ITakes<in T> : IGrainWithIntegerKey
{
    Task Take(T message);
}

public class TakesGrain<T> : Grain, ITakes<T>
{
    public Task Take(T message) => Task.CompletedTask;
}

public sealed class TakesBareGrain : TakesGrain<Bare>;

public sealed class TakesBareInListGrain : TakesGrain<IReadOnlyList<Bare[]>>;

public sealed class TakesWithoutIdGrain : TakesGrain<WithoutId>;

public sealed class TakesPositionalWithoutIdGrain : TakesGrain<PositionalWithoutId>;

public sealed class TakesPrivateFieldGrain : TakesGrain<WithPrivateField>;

public sealed class TakesSameIdsGrain : TakesGrain<SameIds>;

public sealed class TakesFamilyGrain : TakesGrain<Family>;

public sealed class TakesJsonGrain : TakesGrain<WithJson>;

public sealed class TakesStreamGrain : TakesGrain<Stream>;

public sealed class TakesFineGrain : TakesGrain<Fine>;

public sealed class TakesFineOnParameterGrain : TakesGrain<FineOnParameter>;

public interface IReturnsBare : IGrainWithIntegerKey
{
    ValueTask<Bare?> Give();
}

public sealed class ReturnsBareGrain : Grain, IReturnsBare
{
    public ValueTask<Bare?> Give() => default;
}

public interface IReturnsPlainly : IGrainWithIntegerKey
{
    int Give();
}

public sealed class ReturnsPlainlyGrain : Grain, IReturnsPlainly
{
    public int Give() => 1;
}

public interface IMarkedOnClass : IGrainWithIntegerKey
{
    Task Give();
}

public sealed class MarkedOnClassGrain : Grain, IMarkedOnClass
{
    [ReadOnly]
    public Task Give() => Task.CompletedTask;
}

[ImplicitStreamSubscription("bad")]
public sealed class DeafGrain : Grain, IMarkedOnClass
{
    public Task Give() => Task.CompletedTask;
}

public static class Elsewhere
{
    public sealed class DeafGrain : Grain, IMarkedOnClass
    {
        public Task Give() => Task.CompletedTask;
    }
}
