using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;

namespace Granary.Silo;

/// <summary>
/// Carries traces across calls for <c>Actors=Orleans</c>. Orleans has filters of its own for this, but their spans name the grain that is called, and
/// with it the owner.
/// </summary>
internal static class OrleansTracing
{
    private const string Header = "traceparent";

    private static readonly ActivitySource Source = new(TraceExport.SourceName);

    internal static void AddTo(IServiceCollection services) =>
        services.AddSingleton<IOutgoingGrainCallFilter, Leaving>().AddSingleton<IIncomingGrainCallFilter, Arriving>();

    private sealed class Leaving : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context)
        {
            // What is not recorded need not be carried: no call begins a trace.
            if (Activity.Current is { Recorded: true, Id: { } id }) RequestContext.Set(Header, id);
            else if (RequestContext.Get(Header) is not null) RequestContext.Remove(Header);
            return context.Invoke();
        }
    }

    private sealed class Arriving : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) =>
            RequestContext.Get(Header) is string id && ActivityContext.TryParse(id, traceState: null, isRemote: true, out var caller)
                ? Carry(context, caller)
                : context.Invoke();

        private static async Task Carry(IIncomingGrainCallContext context, ActivityContext caller)
        {
            using var span = Source.StartActivity("grain call", ActivityKind.Server, caller);
            if (span is { IsAllDataRequested: true }) span.SetTag("rpc.system", "orleans").SetTag("rpc.method", context.MethodName);
            await context.Invoke();
        }
    }
}
