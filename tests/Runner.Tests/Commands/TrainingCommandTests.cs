using System.Diagnostics;
using System.Text.Json;

namespace Runner.Tests.Commands;

[Collection(TrainingCollection.Name)]
public class TrainingCommandTests
{
    [Theory]
    [InlineData("simmim-32px-smoke")]
    [InlineData("simmim-swin-32px-smoke")]
    [InlineData("mae-32px-smoke")]
    [InlineData("beit-32px-smoke")]
    [InlineData("mixmim-32px-smoke")]
    [InlineData("mae-32px-smoke", "--set", "model.method=mff")]
    public void Pretrained_encoder_goes_through_finetuning_and_probe(string recipe, params string[] more)
    {
        using var lab = new Laboratory();
        string[] common = ["--device", "cpu", "--json", .. more];
        var pretrained = lab.Mim(["pretrain", recipe, "--out", lab["pre"], .. common]);
        Assert.True(pretrained.Code == 0, pretrained.Error);
        Assert.NotEmpty(Directory.GetFiles(lab["pre"], "*.png"));
        var encoder = JsonDocument.Parse(pretrained.Output).RootElement.GetProperty("encoderPath").GetString()!;
        Assert.True(File.Exists(encoder));

        var tuned = lab.Mim(["finetune", recipe, "--from", encoder, "--out", lab["fine"], .. common]);
        Assert.True(tuned.Code == 0, tuned.Error);
        Assert.Equal("finetune", JsonDocument.Parse(tuned.Output).RootElement.GetProperty("method").GetString());

        var neighbours = lab.Mim(["probe", recipe, "--from", encoder, "--method", "knn", "--out", lab["probe"], .. common]);
        Assert.True(neighbours.Code == 0, neighbours.Error);
        Assert.InRange(JsonDocument.Parse(neighbours.Output).RootElement.GetProperty("top1").GetDouble(), 0, 100);
    }

    [Fact]
    public void A_probe_on_new_crops_goes_on_where_it_was_and_its_curve_is_in_the_JSON()
    {
        using var lab = new Laboratory();
        string[] probe = ["probe", "mae-32px-smoke", "--scratch", "--method", "linear", "--device", "cpu", "--out", lab["probe"], "--json",
            "--set", "probe.pooling=class", "--set", "probe.augmentation={\"size\":32}"];
        var first = lab.Mim(probe);
        Assert.True(first.Code == 0, first.Error);
        var curve = JsonDocument.Parse(first.Output).RootElement.GetProperty("curve").EnumerateArray().ToArray();
        Assert.Equal(Enumerable.Range(1, curve.Length), curve.Select(point => point.GetProperty("position").GetInt32()));
        Assert.All(curve, point => Assert.InRange(point.GetProperty("top1").GetDouble(), 0, 100));

        var written = File.GetLastWriteTimeUtc(Path.Combine(lab["probe"], "linear", "last.safetensors"));
        var second = lab.Mim(probe);
        Assert.Equal(JsonDocument.Parse(first.Output).RootElement.GetProperty("curve").ToString(), JsonDocument.Parse(second.Output).RootElement.GetProperty("curve").ToString());
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(lab["probe"], "linear", "last.safetensors"))); // nothing was trained again
    }

    [Fact]
    public void Missing_section_of_the_recipe_is_named()
    {
        using var lab = new Laboratory();
        var result = lab.Mim("probe", "simmim-32px-smoke", "--scratch", "--method", "linear", "--device", "cpu", "--set", "probe=null");
        Assert.Equal(1, result.Code);
        Assert.Contains("'probe' section", result.Error);
    }

    [SkippableFact]
    public async Task Terminated_process_writes_a_checkpoint_and_the_next_one_continues()
    {
        Skip.IfNot(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "needs SIGTERM");
        using var lab = new Laboratory();
        string[] arguments = ["pretrain", "simmim-32px-smoke", "--out", lab["pre"], "--device", "cpu", "--set", "pretrain.images=256000"];
        using (var process = lab.Start(arguments))
        {
            var errors = process.StandardError.ReadToEndAsync();
            while (await process.StandardOutput.ReadLineAsync() is { } line && !line.Contains("images/s", StringComparison.Ordinal)) { }
            using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync();
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(130, process.ExitCode);
            Assert.Contains("same command goes on", await errors);
        }
        using var next = lab.Start(arguments);
        while (await next.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains("Continuing pre-training after step", StringComparison.Ordinal)) continue;
            next.Kill(entireProcessTree: true);
            return;
        }
        Assert.Fail("The second run started anew.");
    }
}
