using System.CommandLine;
using MimLab.Training;

namespace MimLab.Runner.Commands;

/// <summary>What verbs that evaluate an encoder ask for: the recipe, and the encoder or fresh weights.</summary>
internal sealed class EncoderOptions(string scratchMeans)
{
    private readonly Argument<string> recipe = new("recipe") { Description = "A recipe file, or the name of one in experiments/recipes." };
    private readonly Option<string?> from = new("--from") { Description = "The pre-trained encoder or checkpoint (.safetensors, or PyTorch's .pth).", HelpName = "FILE" };
    private readonly Option<bool> scratch = new("--scratch") { Description = scratchMeans };

    public void AddTo(Command command)
    {
        command.Add(recipe);
        command.Add(from);
        command.Add(scratch);
        command.Validators.Add(result =>
        {
            if (result.GetResult(from) is null == (result.GetResult(scratch) is null))
                result.AddError("Give either --from FILE (a pre-trained encoder) or --scratch.");
        });
    }

    /// <summary>The recipe, and the encoder's file; null for fresh weights.</summary>
    public (Recipe Recipe, string? Encoder) Load(ParseResult parsed, Workplace place, IReadOnlyList<string> overrides) =>
        (RecipePath.Load(place, parsed.GetValue(recipe)!, overrides), RecipePath.Encoder(parsed.GetValue(from)));
}
