using MimLab.Kernel;

Console.Error.WriteLine("Start this kernel through a notebook: environment/mim notebook install registers it.");
return args.Length > 0 && args[0] == "--version" ? 0 : ExitCode.Usage;
