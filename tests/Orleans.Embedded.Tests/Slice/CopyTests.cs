using System.Collections.Immutable;
using Orleans.Embedded;
using RuntimeSemantics.Grains;

namespace RuntimeSemantics.Slice;

public sealed class CopyTests : IAsyncLifetime
{
    private EmbeddedSilo silo = null!;

    private ICallsGrain Grain => silo.GetGrain<ICallsGrain>(1);

    public async Task InitializeAsync() => silo = await Silos.StartAsync(Silos.With(typeof(CallsGrain)));

    public Task DisposeAsync() => silo.StopAsync();

    [Fact]
    public async Task What_is_immutable_is_the_same_object_on_the_other_side()
    {
        var order = new Order("same", [1, 2]);
        Assert.Same(order, await Grain.Echo(order));
        ImmutableArray<Order> orders = [order];
        Assert.Equal(orders, await Grain.Echo(orders));
        var text = new string('x', 3);
        Assert.Same(text, await Grain.Echo(text));
    }

    [Fact]
    public async Task Containers_of_things_that_can_change_are_copied_with_them()
    {
        var basket = new Basket { Items = ["apple"] };
        var list = await Grain.Echo(new List<Basket> { basket, basket });
        Assert.NotSame(basket, list[0]);
        Assert.Same(list[0], list[1]);
        Assert.Equal(["apple"], list[0].Items);
        var byName = await Grain.Echo(new Dictionary<string, byte[]>(StringComparer.OrdinalIgnoreCase) { ["a"] = [1] });
        Assert.Equal([1], byName["A"]);
        var memory = await Grain.Echo(new ReadOnlyMemory<byte>([1, 2, 3], 1, 2));
        Assert.Equal([2, 3], memory.ToArray());
    }

    [Fact]
    public async Task A_cycle_stays_a_cycle()
    {
        var basket = new Basket();
        basket.Inner = basket;
        var copy = await Grain.Echo(basket);
        Assert.NotSame(basket, copy);
        Assert.Same(copy, copy.Inner);
    }
}
