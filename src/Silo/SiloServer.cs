using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Granary.Silo;

/// <summary>The silo as a program of its own: grains, and one small page for those who watch it.</summary>
internal static class SiloServer
{
    public static WebApplication Build(SiloProgram program)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(new StderrLog()).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(program.HealthUrl).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddTraceExport(program.Silo);
        builder.AddGranarySilo(program.Silo);
        builder.Services.AddSingleton<MetricsPage>();
        var app = builder.Build();
        // Before the journal opens: what is rare is counted from zero at once, and nobody sees what was counted before anybody collects.
        var metrics = app.Services.GetRequiredService<MetricsPage>();
        var readiness = app.Services.GetRequiredService<HostReadiness>();
        app.Run(http => http.Request.Path.Value switch
        {
            // Never touches the database: a silo that restarts because the database is away makes nothing better.
            "/health/live" => SayAsync(http, StatusCodes.Status200OK, "live"),
            "/health/ready" => SayReadyAsync(http, readiness),
            "/metrics" => metrics.WriteAsync(http),
            _ => SayAsync(http, StatusCodes.Status404NotFound, "not_found"),
        });
        return app;
    }

    private static async Task SayReadyAsync(HttpContext http, HostReadiness readiness)
    {
        var isReady = await readiness.IsReadyAsync(http.RequestAborted);
        await SayAsync(http, isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, isReady ? "ready" : "not_ready");
    }

    private static Task SayAsync(HttpContext http, int status, string what)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync($"{{\"status\":\"{what}\"}}");
    }
}
