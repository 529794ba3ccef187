using System.CommandLine;
using System.CommandLine.Parsing;
using MimLab.Training;

namespace MimLab.Runner.Commands;

/// <summary>What is wrong with a command line, in words for the person who typed it.</summary>
internal static class UsageError
{
    /// <summary>One sentence for each mistake.</summary>
    public static IEnumerable<string> Sentences(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var unknown = parsed.UnmatchedTokens;
        if (command is RootCommand && unknown.Count > 0 && !unknown[0].StartsWith('-'))
            return [$"There is no command '{unknown[0]}'{Nearest(unknown[0], command.Subcommands.Select(c => c.Name))}"];
        var options = unknown.Where(token => token.StartsWith("--", StringComparison.Ordinal)).Select(token =>
            $"{Path(parsed.CommandResult)} has no option '{token}'{Nearest(token, command.Options.Select(o => o.Name))}").ToList();
        if (options.Count > 0) return options;
        var missing = parsed.CommandResult.Children.OfType<ArgumentResult>().Where(a => a.Tokens.Count < a.Argument.Arity.MinimumNumberOfValues).Select(a => a.Argument.Name).ToList();
        if (missing.Count > 0) return [$"{Path(parsed.CommandResult)} needs {string.Join(" and ", missing.Select(name => $"<{name}>"))}."];
        if (command.Subcommands.Count > 0) return [$"{Path(parsed.CommandResult)} needs a verb: {string.Join(", ", command.Subcommands.Select(c => c.Name))}."];
        return parsed.Errors.Select(e => Plain(e.Message)).Distinct();
    }

    /// <summary>The command as it is typed: <c>mim data</c>.</summary>
    public static string Path(CommandResult command) => command.Parent is CommandResult above ? $"{Path(above)} {command.Command.Name}" : "mim";

    private static string Nearest(string given, IEnumerable<string> known) =>
        NearestName.Find(given, known.ToArray()) is { } nearest ? $": did you mean '{nearest}'?" : ".";

    // The parser speaks of .NET types and breaks lines.
    private static string Plain(string message) => message
        .Replace(" as expected type 'System.Int32'", ": it must be a whole number, at most 2147483647", StringComparison.Ordinal)
        .Replace(" as expected type 'System.Double'", ": it must be a number", StringComparison.Ordinal)
        .ReplaceLineEndings("\n").Replace(":\n\t", ": ", StringComparison.Ordinal).Replace("\n\t", ", ", StringComparison.Ordinal);
}
