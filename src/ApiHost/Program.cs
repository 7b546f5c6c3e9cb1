using Granary.ApiHost;
using Granary.Ledger;
using Granary.Silo;

var (arguments, problem) = HostArguments.Parse(args);
if (arguments is null)
{
    await Console.Error.WriteLineAsync(problem);
    return 2;
}
try
{
    await using var server = ApiServer.Build(arguments);
    await server.StartAsync();
    Console.WriteLine($"runtime {ActorRuntime.Name}");
    foreach (var (role, secret) in server.PrintedKeys) Console.WriteLine($"key {role.Name()} {secret}");
    Console.WriteLine($"ready {server.Url}");
    await server.WaitForShutdownAsync();
    return 0;
}
catch (OperationCanceledException)
{
    // Told to stop before it had started.
    return 0;
}
catch (Exception failed)
{
    await Console.Error.WriteLineAsync($"granary: {failed.Message.ReplaceLineEndings(" ")}");
    return 1;
}
