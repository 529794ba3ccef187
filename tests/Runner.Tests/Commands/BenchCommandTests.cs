using System.Text.Json;
using MimLab;
using MimLab.Runner.Benchmarks;

namespace Runner.Tests.Commands;

[Collection(TrainingCollection.Name)]
public class BenchCommandTests
{
    private const string Cases = """
        [
          { "name": "vit", "label": "ViT", "recipe": "simmim-32px-smoke", "batch": 4, "set": [UNUSUAL] },
          { "name": "relative", "label": "ViT, relative positions", "recipe": "simmim-32px-smoke", "batch": 4,
            "set": ["model.absolutePositions=false", "model.relativePositions=shared", "model.layerScale=0.1", UNUSUAL] },
          { "name": "swin", "label": "Swin", "recipe": "simmim-swin-32px-smoke", "batch": 4, "set": [UNUSUAL] },
          { "name": "swinv2", "label": "SwinV2", "recipe": "simmim-swin-32px-smoke", "batch": 4,
            "set": ["model.backbone=swinv2", "model.size=SwinV2-T", "model.targetWindow=9", UNUSUAL] },
          { "name": "mae", "label": "MAE", "recipe": "mae-32px-smoke", "batch": 4, "set": [UNUSUAL] },
          { "name": "mixmim", "label": "MixMIM", "recipe": "mixmim-32px-smoke", "batch": 4, "set": [UNUSUAL] },
        ]
        """;

    /// <summary>Differs so much from what PyTorch or a paper would take that a side which does not follow it is found out.</summary>
    private const string UnusualOptimizer =
        """ "pretrain.optimizer.betas=[0.5,0.8]", "pretrain.optimizer.epsilon=1e-3", "pretrain.optimizer.weightDecay=100" """;

    [SkippableTheory]
    [InlineData("vit")]
    [InlineData("relative")]
    [InlineData("swin")]
    [InlineData("swinv2")]
    [InlineData("mae")]
    [InlineData("mixmim")]
    public void Both_sides_compute_the_same_losses(string name)
    {
        using var laboratory = Prepared();
        var output = laboratory["table.md"];

        var result = laboratory.Mim("bench", "--only", name, "--precision", "fp32", "--threads", "1", "--turns", "2", "--seconds", "0.01", "--json", "--out", output);

        Assert.True(result.Code == 0, result.Error);
        var row = JsonDocument.Parse(result.Output).RootElement.GetProperty("rows")[0];
        Assert.InRange(row.GetProperty("lossDifference").GetDouble(), 0, 1e-5);
        Assert.InRange(row.GetProperty("laterLossDifference").GetDouble(), 0, 1e-5);
        Assert.Equal(JsonValueKind.Null, row.GetProperty("parted").ValueKind);
        Assert.True(row.GetProperty("ratio").GetDouble() > 0);
        Assert.Equal(["forward", "backward", "update"], row.GetProperty("stages").EnumerateObject().Select(s => s.Name));
        Assert.InRange(row.GetProperty("pyTorchProducts").GetDouble(), 1e-3, 1);
        Assert.True(row.GetProperty("bound").GetDouble() >= 1);
        var page = File.ReadAllText(output);
        Assert.Contains("| fp32 |", page, StringComparison.Ordinal);
        Assert.Contains("3e-5 (fp32) or 3e-3 (bf16)", page, StringComparison.Ordinal);
        Assert.DoesNotContain(": they part |", page, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("loss = model(batch[\"images\"], batch[\"mask\"])", "loss = 1.001 * model(batch[\"images\"], batch[\"mask\"])", 1)]
    [InlineData("betas=settings[\"betas\"]", "betas=(0.9, 0.999)", 5)]
    [InlineData("name in settings[\"undecayed\"]", "False", 5)]
    public void A_row_whose_losses_part_is_marked_and_fails(string right, string wrong, int step)
    {
        using var laboratory = Prepared();
        var script = File.ReadAllText(laboratory["experiments/benchmarks/pytorch/step.py"]);
        Assert.Contains(right, script, StringComparison.Ordinal);
        laboratory.Write("experiments/benchmarks/pytorch/step.py", script.Replace(right, wrong, StringComparison.Ordinal));
        var output = laboratory["table.md"];

        var result = laboratory.Mim("bench", "--only", "mae", "--precision", "fp32", "--threads", "1", "--turns", "1", "--seconds", "0.01", "--out", output);

        Assert.Equal(1, result.Code);
        Assert.Contains($"mae fp32: The losses part: at step {step} ", result.Error, StringComparison.Ordinal);
        Assert.Contains(": they part", result.Output, StringComparison.Ordinal);
        var page = File.ReadAllText(output);
        Assert.Contains(": they part |", page, StringComparison.Ordinal);
        Assert.Contains($"- mae fp32: The losses part: at step {step} ", page, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_case_that_fails_costs_no_other_its_row()
    {
        using var laboratory = Prepared("""
            [
              { "name": "bins", "label": "Bins", "recipe": "simmim-32px-smoke", "batch": 4, "set": ["model.target=bins"] },
              { "name": "vit", "label": "ViT", "recipe": "simmim-32px-smoke", "batch": 4 },
            ]
            """);
        var output = laboratory["table.md"];
        var result = laboratory.Mim("bench", "--precision", "fp32", "--threads", "1", "--turns", "1", "--seconds", "0.01", "--out", output);
        Assert.Equal(1, result.Code);
        Assert.Contains("bins fp32: The PyTorch side has no model", result.Error, StringComparison.Ordinal);
        Assert.Contains("ViT", result.Output, StringComparison.Ordinal);
        var page = File.ReadAllText(output);
        Assert.Contains("| ViT | fp32 |", page, StringComparison.Ordinal);
        Assert.Contains("- bins fp32: The PyTorch side has no model", page, StringComparison.Ordinal);
        foreach (var what in new[] { "- BLAS: ", "- environment" }) Assert.Contains(what, page, StringComparison.Ordinal); // what decides speed
    }

    [SkippableFact]
    public async Task What_is_measured_when_it_is_stopped_is_kept()
    {
        using var laboratory = Prepared();
        using var stop = new CancellationTokenSource();
        var output = laboratory["table.md"];
        var run = Task.Run(() => laboratory.Mim(stop.Token, new StringWriter(),
            "bench", "--only", "vit", "relative", "--precision", "fp32", "--threads", "1", "--turns", "3", "--seconds", "0.01", "--json", "--out", output));
        while (!File.Exists(output) && !run.IsCompleted) await Task.Delay(5); // written when the first case is done, before the second begins
        await stop.CancelAsync();
        var result = await run;
        Assert.Equal(130, result.Code);
        Assert.Equal("ViT", Assert.Single(JsonDocument.Parse(result.Output).RootElement.GetProperty("rows").EnumerateArray()).GetProperty("case").GetString());
        Assert.Contains("| ViT | fp32 |", File.ReadAllText(output), StringComparison.Ordinal);
        Assert.EndsWith($"Stopped; 1 row written to {output}.", result.Error.TrimEnd(), StringComparison.Ordinal);
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
    public void Places_that_cannot_be_written_are_refused_before_anything_is_measured()
    {
        using var laboratory = new Laboratory();
        laboratory.Write(Path.Combine("experiments", "benchmarks", "training-steps.json"), Cases);
        foreach (string[] arguments in new[] { new[] { "--only", "startup", "--out" }, ["--profile", "--only", "vit", "--trace"] })
        {
            var result = laboratory.Mim(["bench", "--precision", "fp32", "--turns", "1", "--seconds", "0.01", .. arguments, laboratory["none/page"]]);
            Assert.Equal(1, result.Code);
            Assert.Contains("make the folder first", result.Error, StringComparison.Ordinal);
            Assert.Empty(result.Output);
        }
        var profiled = laboratory.Mim("bench", "--profile", "--out", laboratory["page.md"]);
        Assert.Equal(1, profiled.Code);
        Assert.Contains("--out is for the comparison", profiled.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void PyTorchs_models_make_their_tensors_where_their_inputs_are()
    {
        Skip.If(PyTorch.Search() is null, "python3-torch is not installed.");
        // A device that holds no numbers stands for a GPU: it refuses to meet the processor's tensors as one does.
        Assert.Equal("mae 1\nmixmim 1\nswin 1\nswinv2 1\nvit 1", Python.ThatRuns($"""
            import sys
            sys.path.insert(0, "{Path.Combine(Laboratory.Repository, "experiments", "benchmarks", "pytorch")}")
            import torch
            from mae import Mae
            from mixmim import MixMim
            from simmim import SimMim
            from swin import MaskedSwin
            from vit import MaskedViT
            torch.Tensor.repeat_interleave = lambda x, times, axis: torch.cat([x] * times, axis)  # which would look at the numbers
            swin = 32, 4, 8, [2, 2], [1, 2], 4
            models = dict(
                mae=Mae(32, 8, 16, 1, 2, 16, 1, 2, 0.75, True), mixmim=MixMim(32, 4, 8, [1, 1], [1, 2], [4, 4], 16, 1, 2, True),
                swin=SimMim(MaskedSwin(*swin), 4), swinv2=SimMim(MaskedSwin(*swin, cosine=True), 4, 9), vit=SimMim(MaskedViT(32, 8, 16, 1, 2), 8))
            for name, model in models.items():
                side = 8 if "swin" in name else 4
                loss = model.to("meta")(torch.ones(2, 3, 32, 32, device="meta"), torch.ones(2, side, side, dtype=torch.long, device="meta"))
                print(name, loss.numel())
            """)?.Answer);
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

    private static Laboratory Prepared(string cases = Cases)
    {
        Skip.If(PyTorch.Search() is null, "python3-torch is not installed.");
        var laboratory = new Laboratory();
        var from = Path.Combine(Laboratory.Repository, "experiments", "benchmarks", "pytorch");
        foreach (var file in Directory.GetFiles(from, "*.py"))
            laboratory.Write(Path.Combine("experiments", "benchmarks", "pytorch", Path.GetFileName(file)), File.ReadAllText(file));
        laboratory.Write(Path.Combine("experiments", "benchmarks", "training-steps.json"), cases.Replace("UNUSUAL", UnusualOptimizer, StringComparison.Ordinal));
        return laboratory;
    }
}
