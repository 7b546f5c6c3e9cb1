using Granary.ApiHost;
using Granary.Ledger;
using Granary.Silo;

var (arguments, problem) = HostArguments.Parse(args, Environment.GetEnvironmentVariable);
if (arguments is null)
{
    await Console.Error.WriteLineAsync(problem);
    return 2;
}
return await ProgramLife.RunAsync(async () =>
{
    await using var server = ApiServer.Build(arguments);
    await server.StartAsync();
    Console.WriteLine($"runtime {ActorRuntime.Name}");
    foreach (var (role, secret) in server.PrintedKeys) Console.WriteLine($"key {role.Name()} {secret}");
    Console.WriteLine($"ready {server.Url}");
    await server.WaitForShutdownAsync();
});
