using System.CommandLine;
using System.Globalization;

namespace MimLab.Runner.Commands;

/// <summary>Options that several verbs have, with one meaning.</summary>
internal static class SharedOptions
{
    public static Option<string[]> Set() => new("--set")
    {
        Description = "Change a key of the recipe, e.g. --set pretrain.batch=64. May be repeated.",
        HelpName = "key=value",
        DefaultValueFactory = _ => [],
    };

    public static Option<string?> Data() => new("--data")
    {
        Description = "The folder that holds data sets (default: MIMLAB_DATA, or data/ in the repository).",
        HelpName = "DIR",
    };

    public static Option<string?> Device() => new("--device")
    {
        Description = "cpu, cuda or cuda:N (default: CUDA where there is a device, else the CPU).",
        HelpName = "DEVICE",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON value for programs instead of text." };

    public static Option<int> Seed() => new("--seed") { Description = "Seed of everything random.", HelpName = "N", DefaultValueFactory = _ => 0 };

    /// <summary>Seeds: a count (<c>3</c> means 0, 1, 2) or a list (<c>4,7</c>; <c>5,</c> is seed 5 alone).</summary>
    public static Option<IReadOnlyList<int>?> Seeds() => new("--seeds")
    {
        Description = "How many seeds (3 means 0,1,2), or which (4,7; one alone: 5,). Default: the preset's.",
        HelpName = "N|LIST",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            var parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var numbers = new List<int>();
            foreach (var part in parts)
                if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) numbers.Add(number);
            var isCount = !text.Contains(',', StringComparison.Ordinal);
            if (numbers.Count == 0 || numbers.Count != parts.Length || (isCount && numbers[0] is < 1 or > 1000))
            {
                result.AddError($"--seeds is '{text}', but must be a count such as 3 or a list such as 0,1,2.");
                return null;
            }
            return isCount ? [.. Enumerable.Range(0, numbers[0])] : numbers;
        },
    };

    /// <summary>Makes <paramref name="folder"/> the data folder of this process.</summary>
    /// <exception cref="UserError">There is no such folder.</exception>
    public static void UseData(string? folder)
    {
        if (folder is null) return;
        if (!Directory.Exists(folder)) throw new UserError($"The data folder {folder} does not exist: name the folder that holds data sets, or make them with 'mim data'.");
        Environment.SetEnvironmentVariable(MimLab.Data.DataFolder.Variable, Path.GetFullPath(folder));
    }
}
