using System.Text.Json;
using MimLab.Weights;
using TorchSharp;

namespace Runner.Tests.Commands;

[Collection(TrainingCollection.Name)]
public class WeightsCommandTests
{
    private const string Recipe = "simmim-32px-smoke";
    private const string Relative = "model.relativePositions=shared";
    private static readonly string Golden = Path.Combine(Laboratory.Repository, "tests", "MimLab.Tests", "Weights", "golden");

    [Fact]
    public void Inspect_lists_tensors_totals_family_and_what_else_there_is()
    {
        using var lab = new Laboratory();
        var result = lab.Mim("weights", "inspect", Path.Combine(Golden, "training.pth"));
        Assert.True(result.Code == 0, result.Error);
        foreach (var text in new[] { "every_other", "[2, 2]", "BF16", "17 tensors, 76 numbers, 276 bytes", "Besides: epoch: 3" }) Assert.Contains(text, result.Output);
        using var json = JsonDocument.Parse(lab.Mim("weights", "inspect", Path.Combine(Golden, "training.pth"), "--json").Output);
        Assert.Equal(17, json.RootElement.GetProperty("tensors").GetArrayLength());
        Assert.Equal("unknown", json.RootElement.GetProperty("family").GetString());
    }

    [Fact]
    public void Files_that_are_refused_end_in_one_sentence()
    {
        using var lab = new Laboratory();
        foreach (var (name, reason) in new[] { ("legacy.pth", "before version 1.6"), ("unknown-object.pth", "torch.Size at byte"), ("nowhere.pth", "Cannot read") })
        {
            var result = lab.Mim("weights", "inspect", Path.Combine(Golden, name));
            Assert.Equal(1, result.Code);
            Assert.Contains(reason, result.Error);
            Assert.DoesNotContain("   at ", result.Error);
        }
    }

    [Fact]
    public void Convert_goes_to_the_other_format_and_back_without_loss()
    {
        using var lab = new Laboratory();
        var original = Path.Combine(Golden, "training.pth");
        Assert.Equal(0, lab.Mim("weights", "convert", original, lab["a.safetensors"]).Code);
        Assert.Equal(0, lab.Mim("weights", "convert", lab["a.safetensors"], lab["b.pth"]).Code);
        using var scope = torch.NewDisposeScope();
        using var first = WeightsFile.Open(original);
        using var last = WeightsFile.Open(lab["b.pth"]);
        foreach (var (name, tensor) in first.ReadAll())
        {
            var back = last.Read(name);
            Assert.Equal(tensor.dtype, back.dtype);
            Assert.Equal(tensor.shape, back.shape);
            Assert.True(tensor.numel() == 0 || tensor.eq(back).all().item<bool>(), name);
        }
        Assert.Contains("must end in .pth", lab.Mim("weights", "convert", original, lab["c.bin"]).Error);
    }

    [Fact]
    public void A_pretrained_model_travels_through_a_pth_file_into_fine_tuning_at_another_size()
    {
        using var lab = new Laboratory();
        using var scope = torch.NewDisposeScope();
        var recipe = MimLab.Training.Recipe.Load(Path.Combine(lab.Place.Recipes, Recipe + ".json"), [Relative]);
        TorchFile.Write(lab["official.pth"], recipe.CreateModel().state_dict());

        var whole = lab.Mim("weights", "load", lab["official.pth"], Recipe, "--set", Relative, "--whole");
        Assert.True(whole.Code == 0, whole.Output + whole.Error);
        Assert.Contains("0 missing, 0 of another shape, 0 unexpected", whole.Output);

        var larger = lab.Mim("weights", "load", lab["official.pth"], Recipe, "--set", Relative, "--set", "finetune.augmentation.size=48", "--out", lab["larger.safetensors"]);
        Assert.True(larger.Code == 0, larger.Output + larger.Error);
        Assert.Contains("3 of them interpolated", larger.Output);
        Assert.Contains("decoder.0.weight", larger.Output);
        using var written = WeightsFile.Open(lab["larger.safetensors"]);
        Assert.Contains(written.Entries, entry => entry.Name == "blocks.0.attn.relative_position_bias_table" && entry.Shape[0] == 23 * 23 + 3);

        var wrong = lab.Mim("weights", "load", lab["official.pth"], Recipe, "--set", Relative, "--set", "model.depth=3", "--json");
        Assert.Equal(1, wrong.Code);
        using var json = JsonDocument.Parse(wrong.Output);
        Assert.Contains(json.RootElement.GetProperty("missing").EnumerateArray(), name => name.GetString() == "blocks.2.norm1.weight");

        var tuned = lab.Mim("finetune", Recipe, "--from", lab["official.pth"], "--set", Relative, "--set", "finetune.augmentation.size=48", "--set", "finetune.epochs=1");
        Assert.True(tuned.Code == 0, tuned.Output + tuned.Error);
        Assert.Contains("Interpolated 3 position tables", tuned.Output);
    }

    [Fact]
    public void Names_of_timm_are_written_where_they_exist()
    {
        using var lab = new Laboratory();
        using var scope = torch.NewDisposeScope();
        var recipe = MimLab.Training.Recipe.Load(Path.Combine(lab.Place.Recipes, Recipe + ".json"), []);
        TorchFile.Write(lab["plain.pth"], recipe.CreateModel().state_dict());
        Assert.Equal(0, lab.Mim("weights", "convert", lab["plain.pth"], lab["timm.pth"], "--names", "timm").Code);
        Assert.Contains("timm-vit", lab.Mim("weights", "inspect", lab["timm.pth"]).Output);
        var loaded = lab.Mim("weights", "load", lab["timm.pth"], Recipe);
        Assert.True(loaded.Code == 0, loaded.Output + loaded.Error);
        TorchFile.Write(lab["relative.pth"], MimLab.Training.Recipe.Load(Path.Combine(lab.Place.Recipes, Recipe + ".json"), [Relative]).CreateModel().state_dict());
        Assert.Contains("no relative positions", lab.Mim("weights", "convert", lab["relative.pth"], lab["x.pth"], "--names", "timm").Error);
    }

    [Theory]
    [InlineData("simmim-swin-32px-smoke", "simmim-swin", "simmim-swin")]
    [InlineData("simmim-swin-32px-smoke", "simmim-swinv2", "simmim-swinv2", "model.backbone=swinv2", "model.size=SwinV2-T")]
    [InlineData("mae-32px-smoke", "mimlab-mae", "mae")]
    [InlineData("mae-32px-smoke", "mimlab-mff", "mff", "model.method=mff")]
    [InlineData("mixmim-32px-smoke", "mimlab-mixmim", "mixmim")]
    public void Every_method_goes_to_its_official_names_and_from_there_into_fine_tuning(string name, string ours, string official, params string[] settings)
    {
        using var lab = new Laboratory();
        using var scope = torch.NewDisposeScope();
        string[] set = [.. settings.SelectMany(setting => new[] { "--set", setting })];
        var recipe = MimLab.Training.Recipe.Load(Path.Combine(lab.Place.Recipes, name + ".json"), settings);
        TorchFile.Write(lab["ours.pth"], recipe.CreateModel().state_dict());
        Assert.Contains($"({ours})", lab.Mim("weights", "inspect", lab["ours.pth"]).Output);
        Assert.Equal(0, lab.Mim("weights", "convert", lab["ours.pth"], lab["official.pth"]).Code);
        Assert.Contains($"({official})", lab.Mim("weights", "inspect", lab["official.pth"]).Output);
        Assert.Equal(0, lab.Mim("weights", "convert", lab["official.pth"], lab["back.safetensors"], "--names", "mimlab").Code);
        using var before = WeightsFile.Open(lab["ours.pth"]);
        using var after = WeightsFile.Open(lab["back.safetensors"]);
        Assert.Equal(before.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal), after.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        foreach (var (key, tensor) in before.ReadAll()) Assert.True(tensor.eq(after.Read(key)).all().item<bool>(), key);

        var whole = lab.Mim(["weights", "load", lab["official.pth"], name, "--whole", "--out", lab["filled.pth"], .. set]);
        Assert.True(whole.Code == 0, whole.Output + whole.Error);
        Assert.Contains("0 missing, 0 of another shape, 0 unexpected", whole.Output);
        Assert.Contains($"({official})", lab.Mim("weights", "inspect", lab["filled.pth"]).Output);
        var tuned = lab.Mim(["finetune", name, "--from", lab["official.pth"], "--set", "finetune.epochs=1", .. set]);
        Assert.True(tuned.Code == 0, tuned.Output + tuned.Error);

        var other = lab.Mim("finetune", ours.Contains("swin") ? "mae-32px-smoke" : "simmim-swin-32px-smoke", "--from", lab["official.pth"]);
        Assert.Equal(1, other.Code);
        Assert.Contains("but this model's encoder is", other.Error.ReplaceLineEndings(" "));
    }
}
