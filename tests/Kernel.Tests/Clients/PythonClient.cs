using System.Diagnostics;
using MimLab.Kernel;

namespace Kernel.Tests.Clients;

/// <summary>Runs a Python program that uses Jupyter's own client libraries against the kernel that was just built.</summary>
internal static class PythonClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly Lazy<string?> Interpreter = new(() =>
        new[] { Environment.GetEnvironmentVariable("MIMLAB_PYTHON"), "python3", "/usr/bin/python3" }
            .FirstOrDefault(candidate => !string.IsNullOrEmpty(candidate) && HasClient(candidate)));

    /// <summary>Runs one of the programs beside this file, and fails with what it said when it fails.</summary>
    /// <param name="arguments">The program's name, and its arguments.</param>
    /// <returns>What it printed.</returns>
    public static string Run(params string[] arguments) => Run(0, null, arguments).Output;

    /// <summary>Runs a program that is expected to end with <paramref name="exitCode"/>.</summary>
    /// <param name="exitCode">What it should end with.</param>
    /// <param name="jupyterPath">Where it finds kernels; null for wherever Jupyter looks.</param>
    /// <param name="arguments">The program's name, and its arguments.</param>
    public static (string Output, string Errors) Run(int exitCode, string? jupyterPath, params string[] arguments)
    {
        Skip.If(Interpreter.Value is null, "no Python with nbclient; environment/mim test installs one");
        (int code, string output, string errors) = Start(Interpreter.Value, ["-B", .. arguments], jupyterPath);
        Assert.True(code == exitCode, $"{string.Join(' ', arguments)} ended with {code}:\n{output}\n{errors}");
        return (output, errors);
    }

    /// <summary>The program that runs .NET assemblies.</summary>
    public static string DotNet { get; } = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";

    /// <summary>The kernel that was just built.</summary>
    public static string Kernel { get; } = typeof(NotebookSession).Assembly.Location;

    /// <summary>A program beside this file.</summary>
    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Clients", name);

    private static bool HasClient(string interpreter)
    {
        try
        {
            return Start(interpreter, ["-c", "import nbclient, jupyter_client, nbformat"]).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static (int Code, string Output, string Errors) Start(string program, string[] arguments, string? jupyterPath = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KERNEL_TEST_DOTNET"] = DotNet;
        start.Environment["KERNEL_TEST_ASSEMBLY"] = Kernel;
        if (jupyterPath is not null) start.Environment["JUPYTER_PATH"] = jupyterPath;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end");
        }
        return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
