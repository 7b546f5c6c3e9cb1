using Granary.Silo;
using Granary.Silo.Verifying;
using Microsoft.Extensions.Hosting;

// granary-silo verify [--data DIR | --postgres CS] [--json] [--quiet]   audits a journal and exits
// granary-silo [--data DIR | --postgres CS]                              hosts grains until it is told to stop
if (args is ["verify", .. var rest]) return await VerifyCommand.RunAsync(rest, Console.Out, Console.Error);

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
