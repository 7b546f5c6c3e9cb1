using Granary.Silo;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Granary.ApiHost;

/// <summary>Kestrel, but it waits for the requests under way only as long as a host that leaves can give them; then it cuts them off.</summary>
internal sealed class BoundedServer(IServer server) : IServer
{
    public IFeatureCollection Features => server.Features;

    public static void Wrap(IServiceCollection services)
    {
        var kestrel = services.Last(service => service.ServiceType == typeof(IServer));
        services.Remove(kestrel);
        services.AddSingleton<IServer>(provider => new BoundedServer((IServer)ActivatorUtilities.CreateInstance(provider, kestrel.ImplementationType!)));
    }

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull =>
        server.StartAsync(application, cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(DrainSteps.RequestsWithin);
        await server.StopAsync(patience.Token);
    }

    public void Dispose() => server.Dispose();
}
