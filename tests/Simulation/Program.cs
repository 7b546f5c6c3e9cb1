using Granary.Simulation;

return CommandLine.Run(args, Console.Out);
