using MimLab.Kernel;
using MimLab.Kernel.Installation;
using MimLab.Kernel.Isolation;
using MimLab.Kernel.Jupyter;

const string usage = "Usage: MimLab.Kernel CONNECTION_FILE   (front ends start it; environment/mim notebook install registers it)";
try
{
    switch (args)
    {
        case ["--version"]:
            Console.WriteLine(KernelInfo.Version);
            return ExitCode.Success;
        case ["cells", .. string[] rest]:
            return CellHost.Run(rest);
        case ["install" or "uninstall", .. string[] rest]:
            return RegistrationCommand.Run(args[0], rest, Console.Error);
        case [string file] when !file.StartsWith('-'):
            return KernelServer.Run(file);
        default:
            Console.Error.WriteLine(usage);
            return ExitCode.Usage;
    }
}
catch (KernelError error)
{
    Console.Error.WriteLine($"mimlab kernel: {error.Message}");
    return ExitCode.Failure;
}
