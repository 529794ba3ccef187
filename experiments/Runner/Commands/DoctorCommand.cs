using System.CommandLine;
using MimLab.Runner.Diagnosis;
using MimLab.Runner.Display;

namespace MimLab.Runner.Commands;

/// <summary><c>mim doctor</c>: what this machine has, what is wrong, and what to do about it.</summary>
internal sealed class DoctorCommand : Command
{
    private readonly Option<bool> json = SharedOptions.Json();

    public DoctorCommand(Terminal terminal, Lazy<Workplace> place)
        : base("doctor", "Look over this machine: SDK, libtorch, BLAS and its speed, bf16, threads, CUDA, libvips, disk.")
    {
        Add(json);
        SetAction(parsed => Run(parsed, terminal, place));
    }

    private int Run(ParseResult parsed, Terminal terminal, Lazy<Workplace> place)
    {
        var findings = Examination.Run(place.Value.Runs);
        var problems = findings.Count(f => !f.Ok);
        if (parsed.GetValue(json)) terminal.Json(findings);
        else
        {
            foreach (var finding in findings)
            {
                terminal.Out.Write(Row(finding));
                if (finding.Advice.Length > 0) terminal.Line($"                   {finding.Advice}");
            }
            terminal.Line(problems == 0 ? "Everything is in order." : $"{problems} {(problems == 1 ? "problem" : "problems")}.");
        }
        return problems == 0 ? ExitCode.Fine : ExitCode.Failed;
    }

    private static Spectre.Console.Markup Row(Finding finding) => new(
        $"{(finding.Ok ? "[green]OK     [/]" : "[red]PROBLEM[/]")}  {finding.Name,-8}  {Spectre.Console.Markup.Escape(finding.Text)}\n");
}
