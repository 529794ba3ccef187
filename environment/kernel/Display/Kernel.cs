using MimLab.Kernel.Language;

namespace MimLab.Kernel.Display;

/// <summary>
/// What cells call by its bare name. Names and shapes are those of .NET Interactive's class of this name, so that a notebook runs
/// unchanged in both.
/// </summary>
public static class Kernel
{
    /// <summary>Shows a value below the cell, in the representations asked for or in all that it has.</summary>
    public static DisplayedValue display(object? value, params string[] mimeTypes)
    {
        var displayed = new DisplayedValue(Guid.NewGuid().ToString("N"), mimeTypes);
        displayed.Show(value, update: false);
        return displayed;
    }

    /// <summary>Text that is HTML already.</summary>
    public static HtmlString HTML(string content) => new(content);

    /// <summary>Runs a script in the browser.</summary>
    public static void Javascript(string scriptContent) => display(new ScriptContent(scriptContent));

    /// <summary>Adds a style sheet to the page.</summary>
    public static void CSS(string content) => display(HTML($"<style>{content}</style>"));

    /// <summary>Asks the person at the notebook for a line.</summary>
    public static Task<string> GetInputAsync(string prompt = "") => Ask(prompt, password: false);

    /// <summary>Asks for a line that is not shown while it is typed.</summary>
    public static Task<string> GetPasswordAsync(string prompt = "") => Ask(prompt, password: true);

    /// <summary>Removes what the cell has shown so far; with <paramref name="wait"/> only once there is something new.</summary>
    public static void ClearOutput(bool wait = false) => RoutedConsole.Session?.Publish(frontEnd => frontEnd.ClearOutput(wait));

    private static Task<string> Ask(string prompt, bool password) => Task.FromResult(RoutedConsole.Session?.Ask(prompt, password) ?? "");
}
