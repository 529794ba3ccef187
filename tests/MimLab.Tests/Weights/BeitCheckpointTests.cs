using MimLab.Models;
using MimLab.Tests.Models;
using MimLab.Tests.Training;
using MimLab.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Tests.Weights;

/// <summary>BEiT's released checkpoints: its encoder, and beside it the head of visual tokens, <c>lm_head</c>.</summary>
[Collection("torch")] // they seed the process's generator
public class BeitCheckpointTests
{
    // Of BeitTests.Settings: 16 patches, two blocks of 24 numbers, 3 heads, 10 tokens.
    private const string Script = """
        import torch
        w, heads, tokens, side = 24, 3, 10, 4
        shapes = {
            "cls_token": (1, 1, w), "mask_token": (1, 1, w), "patch_embed.proj.weight": (w, 3, 4, 4), "patch_embed.proj.bias": (w,),
            "rel_pos_bias.relative_position_bias_table": ((2 * side - 1) ** 2 + 3, heads),
            "norm.weight": (w,), "norm.bias": (w,), "lm_head.weight": (tokens, w), "lm_head.bias": (tokens,),
        }
        for i in range(2):
            block = {
                "gamma_1": (w,), "gamma_2": (w,), "norm1.weight": (w,), "norm1.bias": (w,), "norm2.weight": (w,), "norm2.bias": (w,),
                "attn.q_bias": (w,), "attn.v_bias": (w,), "attn.qkv.weight": (3 * w, w), "attn.proj.weight": (w, w), "attn.proj.bias": (w,),
                "mlp.fc1.weight": (4 * w, w), "mlp.fc1.bias": (4 * w,), "mlp.fc2.weight": (w, 4 * w), "mlp.fc2.bias": (w,),
            }
            shapes.update({f"blocks.{i}.{name}": shape for name, shape in block.items()})
        torch.manual_seed(1)
        torch.save({"model": {name: torch.randn(shape) for name, shape in shapes.items()}, "epoch": 799}, "beit.pth")
        """;

    [SkippableFact]
    public void A_file_that_PyTorch_wrote_fills_the_whole_model_or_its_encoder_and_goes_back_bit_by_bit()
    {
        var python = PythonTorch.Find();
        Skip.If(python is null, "python3-torch is not installed.");
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var written = PythonTorch.Run(python!, folder.Path, Script);
        Assert.True(written.Code == 0, written.Text);
        using var file = WeightsFile.Open(folder["beit.pth"]);
        var official = file.ReadAll();
        Assert.Equal("beit", WeightFamily.Detect(official.Keys).Id);

        using var model = BeitTests.Settings(folder).CreateModel();
        var report = PretrainedEncoder.Fill(model, official);
        Assert.True(report.Complete, report.OtherModel ?? report.Gap);
        Assert.Empty(report.Unexpected);
        Assert.Empty(report.Resized);
        foreach (var (name, parameter) in model.named_parameters())
            Assert.True(official[name.Replace("encoder.", "", StringComparison.Ordinal)].eq(parameter).all().item<bool>(), name);

        using var other = BeitTests.Settings(folder).CreateModel();
        var alone = PretrainedEncoder.Load((Module)other.Encoder, official);
        Assert.Empty(alone.Fresh);
        Assert.Equal(["lm_head.bias", "lm_head.weight"], alone.Unexpected.Order());
        foreach (var (name, parameter) in ((Module)other.Encoder).named_parameters()) Assert.True(official[name].eq(parameter).all().item<bool>(), name);

        var state = model.state_dict();
        TorchFile.Write(folder["ours.pth"], CheckpointNames.Rename(state, CheckpointNames.ToOfficial(state.Keys)));
        var read = PythonTorch.Run(python!, folder.Path, """
            import torch
            theirs, ours = (torch.load(name, map_location="cpu")["model"] for name in ("beit.pth", "ours.pth"))
            more = set(ours) ^ set(theirs)
            assert more == {"rel_pos_bias.relative_position_index"}, more  # a table that both codes compute
            assert all(torch.equal(ours[name], theirs[name]) for name in theirs)
            """);
        Assert.True(read.Code == 0, read.Text);
    }

    [Fact]
    public void Ours_to_official_names_and_back_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = BeitTests.Settings(folder).CreateModel();
        var ours = model.state_dict().Keys.ToArray();
        Assert.Equal("mimlab-beit", WeightFamily.Detect(ours).Id);
        var official = CheckpointNames.ToOfficial(ours).Values.ToArray();
        Assert.Equal("beit", WeightFamily.Detect(official).Id);
        Assert.DoesNotContain(official, name => name.StartsWith("encoder."));
        Assert.Contains("lm_head.weight", official);
        Assert.Contains("mask_token", official);
        Assert.Equal(official, CheckpointNames.ToOfficial(official).Values); // what is official stays
        Assert.Equal(ours, CheckpointNames.ToOurs(official).Values);
    }

    [Fact]
    public void SimMIM_is_not_taken_for_BEiT_and_timm_gets_the_encoder_alone()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var settings = BeitTests.Settings(folder);
        using var beit = settings.CreateModel();
        using var simmim = (settings with { Method = "simmim" }).CreateModel();
        Assert.Equal("It holds SimMIM pre-training of ViT, but the model is BEiT pre-training: use a recipe of its method, or load the encoder alone.",
            PretrainedEncoder.Fill(beit, simmim.state_dict()).OtherModel);
        Assert.Equal("It holds BEiT pre-training, but the model is SimMIM pre-training of ViT: use a recipe of its method, or load the encoder alone.",
            PretrainedEncoder.Fill(simmim, CheckpointNames.Rename(beit.state_dict(), CheckpointNames.ToOfficial(beit.state_dict().Keys))).OtherModel);
        var plain = (settings with { RelativePositions = "none", AbsolutePositions = true }).CreateModel();
        Assert.DoesNotContain(CheckpointNames.ToTimm(plain.state_dict()).Keys, name => name.StartsWith("lm_head"));
    }
}
