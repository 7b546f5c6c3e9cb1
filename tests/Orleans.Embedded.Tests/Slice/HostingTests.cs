using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Embedded;
using RuntimeSemantics.Grains;

namespace RuntimeSemantics.Slice;

public sealed class HostingTests
{
    [Fact]
    public async Task A_silo_starts_and_stops_with_its_host()
    {
        var key = Stage.NewKey();
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddEmbeddedOrleans(options => options.GrainClasses.Add(typeof(LifeGrain)));
        using (var host = builder.Build())
        {
            await host.StartAsync();
            Assert.Equal(1, await host.Services.GetRequiredService<IGrainFactory>().GetGrain<ILifeGrain>(key).Calls());
            Assert.Equal(2, await host.Services.GetRequiredService<IClusterClient>().GetGrain<ILifeGrain>(key).Calls());
            await host.StopAsync();
        }

        Assert.Equal(["activated", "deactivated ShuttingDown"], Stage.Said($"life {key}"));
    }

    [Fact]
    public async Task A_call_before_the_start_is_refused()
    {
        var silo = Silos.Of(Silos.With(typeof(LifeGrain)));
        Assert.Throws<InvalidOperationException>(() => silo.GetGrain<ILifeGrain>(1));
        await silo.StopAsync();
    }
}
