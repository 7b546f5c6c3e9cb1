using Granary.Silo;
using Granary.Silo.Migrating;
using Granary.Silo.Verifying;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// granary-silo verify [--data DIR | --postgres CS] [--json] [--quiet]   audits a journal and exits
// granary-silo migrate [--data DIR | --postgres CS]                      brings a journal's tables up to date and exits
// granary-silo [--data DIR | --postgres CS] [--cluster CS ...]          hosts grains until it is told to stop
if (args is ["verify", .. var rest]) return await VerifyCommand.RunAsync(rest, Console.Out, Console.Error);
if (args is ["migrate", .. var journal]) return await MigrateCommand.RunAsync(journal, Console.Out, Console.Error);

var (program, problem) = SiloProgram.Parse(args, Environment.GetEnvironmentVariable);
if (program is null)
{
    await Console.Error.WriteLineAsync(problem);
    return 2;
}
return await ProgramLife.RunAsync(async () =>
{
    await using var server = SiloServer.Build(program);
    await ProgramLife.StartAsync(server);
    Console.WriteLine($"runtime {ActorRuntime.Name}");
    Console.WriteLine($"ready {server.Urls.First()}");
    await server.WaitForShutdownAsync();
    server.Services.GetRequiredService<HostState>().ThrowIfBroken();
});
