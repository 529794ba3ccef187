using MimLab;
using MimLab.Runner.Ablations;

namespace Runner.Tests.Ablations;

public class CellRecipeTests
{
    private const string Text = """
        {
          "title": "Methods", "question": "Which?", "paper": { "source": "", "metric": "" },
          "axes": [{ "key": "method", "label": "method" }],
          "metrics": [
            { "key": "finetune", "label": "top-1" }, { "key": "cost", "label": "cost", "unit": "GFLOP" },
            { "key": "totalCost", "label": "total", "unit": "TFLOP" }, { "key": "wallTime", "label": "wall time", "unit": "s" }
          ],
          "presets": {
            "smoke": { "description": "", "recipe": "simmim-32px-smoke.json", "cells": "all", "seeds": [0], "set": { "pretrain.images": 2000 }, "inTable": false },
            "epochs": { "description": "", "recipe": "simmim-32px-smoke.json", "cells": "all", "seeds": [0], "set": { "pretrain.images": null, "pretrain.epochs": 3 }, "trainImages": 500 }
          },
          "cells": { "all": [
            { "name": "simmim", "axis": { "method": "SimMIM" } },
            { "name": "mae", "recipe": "mae-32px-smoke.json", "axis": { "method": "MAE" }, "set": { "mask.ratio": 0.5 } }
          ] }
        }
        """;

    [Fact]
    public void A_cell_may_have_a_recipe_of_its_own_that_the_preset_changes_too()
    {
        using var lab = new Laboratory();
        var runs = Plan(lab, "smoke").Runs;
        Assert.Equal(("simmim", 2000L), (runs[0].Recipe.Model.Method, runs[0].Recipe.Pretrain!.Images));
        Assert.Equal(("mae", 2000L, 0.5), (runs[1].Recipe.Model.Method, runs[1].Recipe.Pretrain!.Images, runs[1].Recipe.Mask.Ratio));
    }

    [Theory]
    [InlineData("smoke", 2000)]
    [InlineData("epochs", 1500)]
    public void The_total_cost_is_that_of_all_images_of_pre_training(string preset, double images)
    {
        using var lab = new Laboratory();
        var table = Plan(lab, preset).Table();
        Assert.All(table.Rows, row => Assert.Equal(row.Facts["cost"] * images / 1000, row.Facts["totalCost"], 9));
        Assert.True(table.Rows[1].Facts["cost"] < table.Rows[0].Facts["cost"]);
        Assert.Equal([false, true, true, false], table.Metrics.Select(m => m.Fact));
        Assert.Equal(3, table.ColumnNotes.Count);
    }

    [Fact]
    public void A_recipe_that_is_not_there_is_named_with_its_cell()
    {
        using var lab = new Laboratory();
        var error = Assert.Throws<UserError>(() => Plan(lab, "smoke", Text.Replace("mae-32px-smoke", "nae", StringComparison.Ordinal)));
        Assert.StartsWith("The cell 'mae' of methods names the recipe nae.json, which is not in ", error.Message);
    }

    private static AblationPlan Plan(Laboratory lab, string preset, string text = Text)
    {
        lab.Write(Path.Combine(lab.Place.AblationFolder("methods"), "ablation.json"), text);
        return AblationPlan.Create(lab.Place, AblationFile.Load(lab.Place, "methods"), preset);
    }
}
