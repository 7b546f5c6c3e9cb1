using System.Collections.Immutable;

namespace RuntimeSemantics.Grains;

[GenerateSerializer, Immutable]
public sealed record Order([property: Id(0)] string Name, [property: Id(1)] ImmutableArray<int> Parts);

[GenerateSerializer]
public sealed class Basket
{
    [Id(0)]
    public List<string> Items { get; set; } = [];

    [Id(1)]
    public Basket? Inner { get; set; }
}

[GenerateSerializer, Immutable]
public abstract record Verdict
{
    private Verdict()
    {
    }

    [GenerateSerializer, Immutable]
    public sealed record Yes([property: Id(0)] long Amount) : Verdict;

    [GenerateSerializer, Immutable]
    public sealed record No : Verdict;
}

[GenerateSerializer]
public sealed class OutOfStockException(string message, int left) : Exception(message)
{
    [Id(0)]
    public int Left { get; } = left;
}
