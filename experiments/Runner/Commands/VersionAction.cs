using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using MimLab.Results;
using MimLab.Runner.Display;

namespace MimLab.Runner.Commands;

/// <summary><c>mim --version</c>: the commit, the engine, libtorch and the runtime, one line each.</summary>
internal sealed class VersionAction(Terminal terminal) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var provenance = Provenance.Collect();
        terminal.Line($"MimLab {typeof(VersionAction).Assembly.GetName().Version?.ToString(3)} (commit {provenance.ShortCommit})");
        terminal.Line($"engine {provenance.Engine}, libtorch {provenance.Libtorch}");
        terminal.Line(RuntimeInformation.FrameworkDescription);
        return ExitCode.Fine;
    }
}
