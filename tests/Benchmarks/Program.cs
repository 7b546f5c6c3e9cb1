using Granary.Benchmarks;
using Granary.Fixtures;

var (options, problem) = BenchOptions.Parse(args, Bench.Names);
if (options is null)
{
    await Console.Error.WriteLineAsync(problem);
    return 2;
}
if (PostgresServer.MissingBecause is { } missing)
{
    await Console.Error.WriteLineAsync(missing);
    return 127;
}
using var databases = new Databases();
var results = await new Bench(options, databases).RunAsync();
foreach (var target in results.Targets().Where(target => target.IsMet is not null)) Console.WriteLine(target);
foreach (var finding in results.Findings) Console.WriteLine($"FAIL  {finding}");
Console.WriteLine(results.ToJson(options).ToJsonString());
return results.ErrorCount == 0 ? 0 : 1;
