using MimLab;
using MimLab.Runner.Ablations;

namespace Runner.Tests.Ablations;

/// <summary>A question that no paper asks, written down as experiments/README.md says.</summary>
[Collection(TrainingCollection.Name)]
public class OwnAblationTests
{
    private const string Slug = "weight-decay";

    private const string Text = """
        {
          "title": "Weight decay",
          "question": "How much weight decay?",
          "axes": [{"key": "decay", "label": "weight decay"}],
          "metrics": [{"key": "knn", "label": "kNN top-1"}],
          "presets": {
            "smoke": {"description": "Seconds.", "recipe": "simmim-32px-smoke.json", "cells": "all", "seeds": [0]}
          },
          "cells": {
            "all": [
              {"name": "none", "axis": {"decay": 0}, "set": {"pretrain.optimizer.weightDecay": 0}},
              {"name": "much", "axis": {"decay": 0.5}, "set": {"pretrain.optimizer.weightDecay": 0.5}}
            ]
          }
        }
        """;

    [Fact]
    public void It_goes_from_its_file_to_a_committed_table()
    {
        using var lab = new Laboratory();
        Write(lab, Text);

        Assert.Equal(0, lab.Mim("reproduce", Slug).Code);
        Assert.Equal(0, lab.Mim("reproduce", Slug, "--record").Code);

        var table = File.ReadAllText(Path.Combine(lab.Place.AblationFolder(Slug), "table.md"));
        Assert.Contains("| 0.5 |", table);
        Assert.DoesNotContain("paper", table, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\n\n\n", table);
        Assert.Equal(0, lab.Mim("table", Slug, "--check").Code);
    }

    [Theory]
    [InlineData("\"title\": \"Weight decay\",", "", ": it lacks 'title'.")]
    [InlineData("\"title\"", "\"baseline\": \"nome\", \"title\"", "baseline is 'nome', which is none of the cells: did you mean 'none'?")]
    [InlineData("\"title\"", "\"orderAxis\": \"ratio\", \"title\"", "orderAxis is 'ratio', which is none of the axes: known axes are decay.")]
    [InlineData("\"title\"", "\"headline\": \"quick\", \"title\"", "headline is 'quick', which is none of the presets: known presets are smoke.")]
    [InlineData("\"name\": \"much\"", "\"name\": \"none\"", "cells.all has two cells of the name 'none'")]
    [InlineData("\"seeds\": [0]", "\"seeds\": [0], \"only\": [\"mush\"]", "no cell of 'all': did you mean 'much'?")]
    public void A_mistake_in_its_file_is_named(string right, string wrong, string sentence)
    {
        using var lab = new Laboratory();
        Write(lab, Text.Replace(right, wrong, StringComparison.Ordinal));
        var error = Assert.Throws<UserError>(() => AblationFile.Load(lab.Place, Slug));
        Assert.Contains(sentence, error.Message);
        Assert.Contains("ablation.json", error.Message);
    }

    private static void Write(Laboratory lab, string text) => lab.Write(Path.Combine(lab.Place.AblationFolder(Slug), "ablation.json"), text);
}
