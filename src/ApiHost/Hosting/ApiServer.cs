using Granary.Grains;
using Granary.Silo;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Granary.ApiHost;

/// <summary>The whole program as one thing that starts and stops: grains, API and the keys to begin with.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HostArguments arguments;
    private readonly HostSecret secret;

    private ApiServer(WebApplication app, HostArguments arguments, HostSecret secret) => (this.app, this.arguments, this.secret) = (app, arguments, secret);

    /// <summary>The keys that a sandbox prints; none elsewhere.</summary>
    public IEnumerable<(Ledger.KeyRole Role, string Secret)> PrintedKeys => arguments.Silo.Sandbox ? FirstKeys.OfSandbox(secret) : [];

    public IServiceProvider Services => app.Services;

    public static ApiServer Build(HostArguments arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(new StderrLog()).SetMinimumLevel(LogLevel.Warning);
        RequestSpan.Shape(builder.Logging);
        builder.Services.AddTraceExport(arguments.Silo, RequestSpan.Source);
        builder.WebHost.UseUrls(arguments.Url).ConfigureKestrel(Limit);
        if (arguments.IsClient) builder.AddGranaryClient(arguments.Silo);
        else builder.AddGranarySilo(arguments.Silo);
        builder.Services.AddSingleton<MetricsPage>().AddSingleton<AdaptiveLimit>().AddSingleton<Gate>();
        builder.Services.AddSingleton<ReadApiLoad>(services => services.GetRequiredService<Gate>().Load);
        builder.Services.AddSingleton(services => new KeyRing(services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<TimeProvider>(), arguments.Silo.Sandbox));
        builder.Services.AddSingleton(new BatchPlaces()).AddSingleton<ApiServices>();
        BoundedServer.Wrap(builder.Services);

        var app = builder.Build();
        // Before the journal opens: what is rare is counted from zero at once, and nobody sees what was counted before anybody collects.
        var metrics = app.Services.GetRequiredService<MetricsPage>();
        var gate = app.Services.GetRequiredService<Gate>();
        app.Use(next => context => gate.PassAsync(context, next));
        app.UseRouting();
        Routes.Of(arguments.Silo.Sandbox, app.Services.GetRequiredService<HostReadiness>(), metrics)
            .MapTo(app, app.Services.GetRequiredService<ApiServices>());
        return new ApiServer(app, arguments, app.Services.GetRequiredService<HostSecret>());
    }

    /// <summary>Returns when requests are answered and the first keys are valid.</summary>
    public async Task StartAsync()
    {
        await ProgramLife.StartAsync(app);
        var grains = app.Services.GetRequiredService<IGrainFactory>();
        var first = arguments.Silo.Sandbox ? PrintedKeys : FirstKeys.OfEnvironment(Environment.GetEnvironmentVariable(FirstKeys.OperatorVariable));
        var (time, stopping) = (app.Services.GetRequiredService<TimeProvider>(), app.Lifetime.ApplicationStopping);
        foreach (var (role, key) in first) await Coming.AskAsync(() => FirstKeys.IssueAsync(grains, role, key, arguments.Silo.Sandbox), time, stopping);
    }

    /// <summary>The address that is really listened on, also when the port was left to the system.</summary>
    public string Url => app.Urls.First();

    /// <exception cref="InvalidOperationException">It stopped because it must not go on; the message says why.</exception>
    public async Task WaitForShutdownAsync()
    {
        await app.WaitForShutdownAsync();
        app.Services.GetRequiredService<HostState>().ThrowIfBroken();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // As bytes: a header with anything but ASCII then reaches us as such and is answered with a problem, not with a bare 400.
        kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        // Every route has its own limit. Kestrel's would cut the connection under a client that still sends, before it has read our 413.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxConcurrentConnections = 10_000;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    }
}
