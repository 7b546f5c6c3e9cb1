using Granary.Cli.Commands;

return await CommandLine.RunAsync(args, Surroundings.Real);
