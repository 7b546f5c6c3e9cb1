using Granary.Silo;
using Microsoft.Extensions.Hosting;

// granary-silo [--data DIR | --postgres CS]                              hosts grains until it is told to stop
var (options, problem) = SiloArguments.Parse(args);
if (options is null)
{
    await Console.Error.WriteLineAsync(problem);
    return 2;
}
var builder = Host.CreateApplicationBuilder();
builder.AddGranarySilo(options);
using var host = builder.Build();
await host.RunAsync();
return 0;
