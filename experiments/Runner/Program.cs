using MimLab.Runner.Commands;
using MimLab.Runner.Display;

using var interruption = new Interruption();
return CommandLine.Run(args, Terminal.OfProcess(), interruption.Token);
