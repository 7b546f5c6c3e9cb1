using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Granary.ApiHost.Tests;

/// <summary>An application without anything in it, to map routes to.</summary>
internal sealed class WebApplicationOf : IDisposable
{
    private readonly WebApplication app = WebApplication.CreateSlimBuilder().Build();

    public IEndpointRouteBuilder Endpoints => app;

    public void Dispose() => ((IDisposable)app).Dispose();
}
