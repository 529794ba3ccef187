using System.Text.Json;
using MimLab;
using MimLab.Runner.Benchmarks;

namespace Runner.Tests.Commands;

[Collection(TrainingCollection.Name)]
public class BenchCommandTests
{
    private const string Cases = """
        [
          { "name": "vit", "label": "ViT", "recipe": "simmim-32px-smoke", "batch": 4 },
          { "name": "relative", "label": "ViT, relative positions", "recipe": "simmim-32px-smoke", "batch": 4,
            "set": ["model.absolutePositions=false", "model.relativePositions=shared", "model.layerScale=0.1"] },
          { "name": "swin", "label": "Swin", "recipe": "simmim-swin-32px-smoke", "batch": 4 },
          { "name": "swinv2", "label": "SwinV2", "recipe": "simmim-swin-32px-smoke", "batch": 4,
            "set": ["model.backbone=swinv2", "model.size=SwinV2-T", "model.targetWindow=9"] },
          { "name": "mae", "label": "MAE", "recipe": "mae-32px-smoke", "batch": 4 },
          { "name": "mixmim", "label": "MixMIM", "recipe": "mixmim-32px-smoke", "batch": 4 },
          { "name": "bins", "label": "Bins", "recipe": "simmim-32px-smoke", "batch": 4, "set": ["model.target=bins"] },
        ]
        """;

    [SkippableTheory]
    [InlineData("vit")]
    [InlineData("relative")]
    [InlineData("swin")]
    [InlineData("swinv2")]
    [InlineData("mae")]
    [InlineData("mixmim")]
    public void Both_sides_compute_the_same_loss(string name)
    {
        using var laboratory = Prepared();
        var output = laboratory["table.md"];

        var result = laboratory.Mim("bench", "--only", name, "--precision", "fp32", "--threads", "1", "--turns", "2", "--seconds", "0.01", "--json", "--out", output);

        Assert.True(result.Code == 0, result.Error);
        var row = JsonDocument.Parse(result.Output).RootElement.GetProperty("rows")[0];
        Assert.InRange(row.GetProperty("lossDifference").GetDouble(), 0, 1e-5);
        Assert.True(row.GetProperty("ratio").GetDouble() > 0);
        Assert.Equal(["forward", "backward", "clip", "update"], row.GetProperty("stages").EnumerateObject().Select(s => s.Name));
        Assert.Contains("| fp32 |", File.ReadAllText(output), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_model_that_PyTorch_has_not_is_refused()
    {
        using var laboratory = Prepared();
        var result = laboratory.Mim("bench", "--only", "bins", "--precision", "fp32");
        Assert.Equal(1, result.Code);
        Assert.Contains("no model", result.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void An_unknown_case_is_refused_with_the_known_ones()
    {
        using var laboratory = Prepared();
        var result = laboratory.Mim("bench", "--only", "nothing");
        Assert.Equal(1, result.Code);
        Assert.Contains("vit, relative, swin", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Cases_that_cannot_be_read_are_named()
    {
        using var laboratory = new Laboratory();
        var path = laboratory.Write("cases.json", """[{ "name": "a", "batches": 3 }]""");
        var error = Assert.Throws<UserError>(() => TrainingCase.Load(path));
        Assert.Contains("cases.json", error.Message, StringComparison.Ordinal);
        Assert.Throws<UserError>(() => TrainingCase.Load(laboratory["none.json"]));
    }

    private static Laboratory Prepared()
    {
        Skip.If(PyTorch.Search() is null, "python3-torch is not installed.");
        var laboratory = new Laboratory();
        var from = Path.Combine(Laboratory.Repository, "experiments", "benchmarks", "pytorch");
        foreach (var file in Directory.GetFiles(from, "*.py"))
            laboratory.Write(Path.Combine("experiments", "benchmarks", "pytorch", Path.GetFileName(file)), File.ReadAllText(file));
        laboratory.Write(Path.Combine("experiments", "benchmarks", "training-steps.json"), Cases);
        return laboratory;
    }
}
