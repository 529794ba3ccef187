namespace MimLab.Kernel.Installation;

/// <summary>
/// <c>install --launcher FILE [--data FOLDER] [--set NAME=VALUE]...</c> and <c>uninstall [--data FOLDER]</c>, for the launcher.
/// </summary>
internal static class RegistrationCommand
{
    public static int Run(string verb, IReadOnlyList<string> arguments, TextWriter output)
    {
        string? launcher = null, data = null;
        var environment = new Dictionary<string, string>();
        for (int index = 0; index < arguments.Count; index += 2)
        {
            string option = arguments[index];
            string value = index + 1 < arguments.Count ? arguments[index + 1] : throw new KernelError($"{option} needs a value.");
            switch (option)
            {
                case "--launcher":
                    launcher = Path.GetFullPath(value);
                    break;
                case "--data":
                    data = Path.GetFullPath(value);
                    break;
                case "--set" when value.IndexOf('=') is > 0 and int middle:
                    environment[value[..middle]] = value[(middle + 1)..];
                    break;
                default:
                    throw new KernelError($"{verb} does not know {option} {value}.");
            }
        }
        var registration = new Registration(new JupyterFolders(Environment.GetEnvironmentVariable), output);
        if (verb == "uninstall") registration.Uninstall(data);
        else registration.Install(launcher ?? throw new KernelError("install needs --launcher FILE."), data, environment);
        return ExitCode.Success;
    }
}
