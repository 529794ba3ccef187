using System.Diagnostics;
using System.Text.Json;
using MimLab.Runner.Benchmarks;

namespace Runner.Tests.Benchmarks;

/// <summary>What <c>mim bench --only NAME</c> measures beside training steps, done for real at tiny size.</summary>
[Collection(TrainingCollection.Name)]
public class SectionTests
{
    private const string Steps = """[{ "name": "vit", "label": "ViT", "recipe": "simmim-32px-smoke", "batch": 4 }]""";

    private const string Loader = """
        [
          { "name": "jpeg", "label": "JPEG", "recipe": "simmim-32px-smoke", "batch": 4, "images": "photographs",
            "set": ["pretrain.augmentation.crop=random-resized"] },
          { "name": "memory", "label": "Memory", "recipe": "mixmim-32px-smoke", "batch": 4, "images": "memory" },
          { "name": "own", "label": "Own", "recipe": "mae-32px-smoke", "batch": 4, "images": "recipe" },
        ]
        """;

    [SkippableFact]
    public void Loading_and_operators_stand_beside_PIL_and_PyTorch()
    {
        Skip.If(PyTorch.Search() is null, "python3-torch is not installed.");
        using var laboratory = Prepared();
        var sections = Measured(laboratory, "loading", "operators");
        var pil = Python.ThatRuns("import numpy, PIL.Image") is not null;
        Assert.Equal(pil ? 3 : 1, Figures(sections[0]).Count);
        Assert.Equal(pil, sections[0].GetProperty("missing").GetArrayLength() == 0);
        var names = Figures(sections[1]).Select(f => f.GetProperty("name").GetString()!).ToList();
        Assert.Equal(14, names.Count);
        Assert.All(names.Where(n => n.EndsWith("MimLab", StringComparison.Ordinal)), n => Assert.Contains(n.Replace("MimLab", "PyTorch", StringComparison.Ordinal), names));
    }

    [Fact]
    public void Given_photographs_are_loaded_instead_of_made_ones()
    {
        using var laboratory = Prepared();
        Directory.CreateDirectory(laboratory["photos"]);
        Assert.Contains("has no JPEG file", laboratory.Mim("bench", "--only", "loading", "--photos", laboratory["photos"], "--precision", "fp32").Error, StringComparison.Ordinal);
        File.WriteAllBytes(laboratory["photos/a.JPEG"], MimLab.Data.JpegEncoder.Encode(new byte[90 * 70 * 3], 90, 70));
        var section = Measured(laboratory, "loading", "--photos", laboratory["photos"])[0];
        Assert.Contains("1 photographs", string.Join(' ', section.GetProperty("about").EnumerateArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_loader_feeds_training_from_each_kind_of_images()
    {
        using var laboratory = Prepared();
        var figures = Figures(Measured(laboratory, "loader")[0]);
        Assert.Equal(9, figures.Count);
        for (var i = 0; i < 9; i += 3)
        {
            double share = Of(figures[i]), fed = Of(figures[i + 1]), alone = Of(figures[i + 2]);
            Assert.True(share > 0 && fed > 0 && alone > 0);
            // Medians of ratios and of speeds are of the same turns: they agree but for the spread.
            var spread = figures[i + 1].GetProperty("high").GetDouble() / figures[i + 1].GetProperty("low").GetDouble()
                * figures[i + 2].GetProperty("high").GetDouble() / figures[i + 2].GetProperty("low").GetDouble();
            Assert.InRange(share / (100 * fed / alone), 1 / spread - 1e-6, spread + 1e-6);
        }

        static double Of(JsonElement figure) => figure.GetProperty("median").GetDouble();
    }

    [SkippableFact]
    public async Task A_loader_that_is_stopped_keeps_the_cases_it_has_measured()
    {
        Skip.IfNot(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "needs SIGTERM");
        using var laboratory = Prepared();
        var page = laboratory["page.md"];
        using var process = laboratory.Start("bench", "--precision", "fp32", "--threads", "1", "--turns", "1", "--seconds", "0.01", "--json", "--out", page, "--only", "loader", "startup");
        var output = process.StandardOutput.ReadToEndAsync();
        while (await process.StandardError.ReadLineAsync() is { } line && !line.StartsWith("loader: memory: turn", StringComparison.Ordinal)) { }
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(130, process.ExitCode);
        var section = Assert.Single(JsonDocument.Parse(await output).RootElement.GetProperty("sections").EnumerateArray());
        Assert.All(Figures(section).Take(3), f => Assert.StartsWith("JPEG: ", f.GetProperty("name").GetString(), StringComparison.Ordinal));
        Assert.Contains("Own: not measured.", section.GetProperty("missing").EnumerateArray().Select(m => m.GetString()));
        Assert.Contains("| JPEG: fed |", await File.ReadAllTextAsync(page), StringComparison.Ordinal);
        Assert.Contains($"Stopped; 1 section (the last in part) written to {page}.", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("checkpoint", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_images_of_the_loader_are_refused()
    {
        using var laboratory = Prepared();
        laboratory.Write("experiments/benchmarks/loader.json", """[{ "name": "x", "label": "X", "recipe": "simmim-32px-smoke", "batch": 4, "images": "films" }]""");
        var result = laboratory.Mim("bench", "--only", "loader", "--precision", "fp32");
        Assert.Equal(1, result.Code);
        Assert.Contains("loader: The case x of experiments/benchmarks/loader.json has images 'films'", result.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_first_step_is_timed_from_the_start_of_the_process()
    {
        Skip.If(PyTorch.Search() is null, "python3-torch is not installed.");
        using var laboratory = Prepared();
        var figures = Figures(Measured(laboratory, "first-step")[0]).ToDictionary(f => f.GetProperty("name").GetString()!);
        foreach (var side in new[] { "MimLab", "PyTorch" })
        {
            double Lowest(string what) => figures[$"{side}, {what}"].GetProperty("low").GetDouble();
            Assert.True(Lowest("start to first step done") >= Lowest("start to model") + Lowest("first step"));
            Assert.Equal(5, figures[$"{side}, third step"].GetProperty("times").GetInt32());
        }
    }

    [Fact]
    public void The_command_line_starts_as_often_as_five_times()
    {
        using var laboratory = Prepared();
        var output = laboratory["page.md"];
        var figures = Figures(Measured(laboratory, "startup", "--out", output)[0]);
        Assert.Equal("mim --help", figures[0].GetProperty("name").GetString());
        Assert.Equal(5, figures[0].GetProperty("times").GetInt32());
        Assert.InRange(figures[0].GetProperty("median").GetDouble(), figures[0].GetProperty("low").GetDouble(), figures[0].GetProperty("high").GetDouble());
        Assert.Contains("| mim --help |", File.ReadAllText(output), StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_of_the_kernel_are_those_of_its_own_benchmark()
    {
        using var laboratory = Prepared();
        Assert.Contains("is not here", Missing(Measured(laboratory, "kernel")[0]), StringComparison.Ordinal);

        Launcher("""echo "preparing"; echo "[{\"name\": \"$*\", \"unit\": \"ms\", \"values\": [3, 1, 2]}]" """);
        var figure = Assert.Single(Figures(Measured(laboratory, "kernel")[0]));
        Assert.Equal("notebook benchmark --kernels 5 --cells 50 --json", figure.GetProperty("name").GetString());
        Assert.Equal(2, figure.GetProperty("median").GetDouble());

        Launcher("echo 'No Jupyter.' >&2; exit 3");
        Assert.Contains("ended with code 3: No Jupyter.", Missing(Measured(laboratory, "kernel")[0]), StringComparison.Ordinal);

        void Launcher(string script)
        {
            var path = laboratory.Write("environment/mim", $"#!/bin/sh\n{script}\n");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        static string Missing(JsonElement section) => Assert.Single(section.GetProperty("missing").EnumerateArray()).GetString()!;
    }

    [Fact]
    public void A_profile_is_of_training_steps_only()
    {
        using var laboratory = Prepared();
        Assert.Contains("use vit, not loading", laboratory.Mim("bench", "--profile", "--only", "loading").Error, StringComparison.Ordinal);
    }

    private static List<JsonElement> Measured(Laboratory laboratory, params string[] only)
    {
        var result = laboratory.Mim(["bench", "--precision", "fp32", "--threads", "1", "--turns", "1", "--seconds", "0.01", "--json", "--only", .. only]);
        Assert.True(result.Code == 0, result.Error);
        return [.. JsonDocument.Parse(result.Output).RootElement.GetProperty("sections").EnumerateArray()];
    }

    private static List<JsonElement> Figures(JsonElement section) => [.. section.GetProperty("figures").EnumerateArray()];

    private static Laboratory Prepared()
    {
        var laboratory = new Laboratory();
        laboratory.Write("experiments/benchmarks/training-steps.json", Steps);
        laboratory.Write("experiments/benchmarks/loader.json", Loader);
        foreach (var file in new[] { "pytorch/step.py", "pytorch/overhead.py", "pytorch/vit.py", "pytorch/swin.py", "pytorch/mae.py", "pytorch/mixmim.py", "pytorch/simmim.py", "pil/crop.py" })
            laboratory.Write($"experiments/benchmarks/{file}", File.ReadAllText(Path.Combine(Laboratory.Repository, "experiments", "benchmarks", file)));
        return laboratory;
    }
}
