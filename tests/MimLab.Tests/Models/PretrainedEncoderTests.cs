using MimLab.Backbones;
using MimLab.Models;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Tests.Models;

public class PretrainedEncoderTests
{
    private static readonly VisionTransformerConfig Plain = new()
    {
        ImageSize = 16, PatchSize = 4, Width = 32, Depth = 2, Heads = 2, AbsolutePositions = true, SharedPositionBias = false,
    };

    [Fact]
    public void Weights_in_timms_names_give_the_same_features_whatever_the_bias_of_the_keys()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var ours = Random(new VisionTransformer(Plain));
        var timm = VitNames.ToTimm(ours.state_dict());
        Assert.Equal("timm-vit", WeightFamily.Detect(timm.Keys).Id);
        Assert.Contains("blocks.1.ls2.gamma", timm.Keys);
        foreach (var (name, tensor) in timm.Where(item => item.Key.EndsWith("qkv.bias")))
        {
            Assert.Equal([96L], tensor.shape);
            Assert.Equal(0f, tensor.narrow(0, 32, 32).abs().max().item<float>());
            tensor.narrow(0, 32, 32).normal_();
        }
        var other = new VisionTransformer(Plain);
        var report = PretrainedEncoder.Load(other, timm);
        Assert.Empty(report.Unexpected);
        Assert.Empty(report.Fresh);
        var images = randn(2, 3, 16, 16);
        Assert.InRange((ours.Features(images) - other.Features(images)).abs().max().item<float>(), 0, 1e-5);
    }

    [Fact]
    public void Keys_really_need_no_bias()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        Tensor queries = randn(5, 8), keys = randn(5, 8), bias = randn(8);
        var plain = queries.matmul(keys.t()).softmax(-1);
        Assert.InRange((plain - queries.matmul((keys + bias).t()).softmax(-1)).abs().max().item<float>(), 0, 1e-5);
        Assert.True((plain - (queries + bias).matmul(keys.t()).softmax(-1)).abs().max().item<float>() > 0.01);
    }

    [Fact]
    public void Positions_of_another_image_size_are_interpolated_and_said_to_be()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var shape = Plain with { SharedPositionBias = true };
        var small = new SimMim(new SimMimConfig { Encoder = shape });
        foreach (var parameter in small.parameters()) parameter.normal_();
        var large = (VisionTransformer)new Classifier(Classifier.FineTuningShape(shape with { ImageSize = 24 }, 0), 10).Encoder;
        var report = PretrainedEncoder.Load(large, small.state_dict());
        Assert.Equal(["blocks.0.attn.relative_position_bias_table", "blocks.1.attn.relative_position_bias_table", "pos_embed"], report.Resized.Order());
        var state = small.state_dict();
        var table = PositionTables.ResizeRelative(state["encoder.rel_pos_bias.relative_position_bias_table"], 11 * 11 + 3)!;
        Assert.True(large.state_dict()["blocks.1.attn.relative_position_bias_table"].eq(table).all().item<bool>());
        Assert.True(large.state_dict()["pos_embed"].eq(PositionTables.ResizeAbsolute(state["encoder.pos_embed"], 37)!).all().item<bool>());
        Assert.Equal([2L, 32], large.Features(randn(2, 3, 24, 24)).shape);
    }

    [Fact]
    public void Windows_of_another_size_take_interpolated_tables()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var shape = new SwinTransformerConfig { ImageSize = 32, Width = 12, Depths = [1, 1], Heads = [1, 2], Window = 4 };
        var small = new SimMim(new SimMimConfig { Encoder = shape });
        foreach (var parameter in small.parameters()) parameter.normal_();
        Assert.Equal("simmim-swin", WeightFamily.Detect(small.state_dict().Keys).Id);
        var large = new SwinTransformer(shape with { ImageSize = 48, Window = 6 });
        var report = PretrainedEncoder.Load(large, small.state_dict());
        const string Table = "layers.0.blocks.0.attn.relative_position_bias_table";
        Assert.Equal([Table, Table.Replace("layers.0", "layers.1")], report.Resized.Order());
        Assert.True(large.state_dict()[Table].eq(PositionTables.ResizeRelative(small.state_dict()["encoder." + Table], 121)!).all().item<bool>());
        Assert.True(large.state_dict()["layers.1.blocks.0.mlp.fc1.weight"].eq(small.state_dict()["encoder.layers.1.blocks.0.mlp.fc1.weight"]).all().item<bool>());
        Assert.Equal(["decoder.0.bias", "decoder.0.weight", "encoder.mask_token"], report.Unexpected.Order());
    }

    [Fact]
    public void A_report_lists_what_is_missing_unexpected_and_of_another_shape()
    {
        using var scope = NewDisposeScope();
        var state = new VisionTransformer(Plain).state_dict();
        state.Remove("cls_token");
        state["blocks.0.mlp.fc1.bias"] = zeros(5);
        state["aux.weight"] = zeros(1);
        var report = PretrainedEncoder.Fill(new VisionTransformer(Plain), state);
        Assert.Equal(["cls_token"], report.Missing);
        Assert.Equal(["aux.weight"], report.Unexpected);
        Assert.Equal("\"blocks.0.mlp.fc1.bias\" has shape [5] in the checkpoint but [128]", Assert.Single(report.WrongShape));
        Assert.False(report.Complete);
    }

    [Fact]
    public void Names_of_mmpretrain_are_known()
    {
        string[] given = ["backbone.patch_embed.projection.weight", "backbone.layers.3.ln1.bias", "backbone.layers.3.ffn.layers.0.0.weight",
            "backbone.layers.3.ffn.layers.1.bias", "backbone.layers.3.attn.qkv.bias", "backbone.ln1.weight", "backbone.layers.0.ln1.weight"];
        string[] ours = ["patch_embed.proj.weight", "blocks.3.norm1.bias", "blocks.3.mlp.fc1.weight", "blocks.3.mlp.fc2.bias", "blocks.3.attn.qkv.bias", "norm.weight", "blocks.0.norm1.weight"];
        Assert.Equal("mmpretrain-vit", WeightFamily.Detect(given).Id);
        Assert.Equal(ours, CheckpointNames.ToOurs(given).Values);
        Assert.Equal([.. ours.Select(name => "encoder." + name), "head.weight"], CheckpointNames.ToOurs([.. given, "head.fc.weight"]).Values);
    }

    [Fact]
    public void One_bias_is_split_and_two_are_joined_as_the_model_needs()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var split = Random(new VisionTransformer(Plain));
        var joined = new VisionTransformer(Plain with { KeyBias = true });
        Assert.Empty(PretrainedEncoder.Load(joined, split.state_dict()).Unexpected);
        var bias = joined.state_dict()["blocks.1.attn.qkv.bias"];
        Assert.True(bias.narrow(0, 64, 32).eq(split.state_dict()["blocks.1.attn.v_bias"]).all().item<bool>());
        Assert.Equal(0f, bias.narrow(0, 32, 32).abs().max().item<float>());
        bias.narrow(0, 32, 32).normal_();
        var back = new VisionTransformer(Plain);
        Assert.Empty(PretrainedEncoder.Load(back, joined.state_dict()).Unexpected);
        foreach (var (name, parameter) in split.named_parameters()) Assert.True(parameter.eq(back.state_dict()[name]).all().item<bool>(), name);
    }

    [Fact]
    public void Relative_positions_have_no_name_in_timm() =>
        Assert.Contains("no relative positions", Assert.Throws<UserError>(() => VitNames.ToTimm(new VisionTransformer(Plain with { BlockPositionBias = true }).state_dict())).Message);

    private static VisionTransformer Random(VisionTransformer encoder)
    {
        manual_seed(4);
        foreach (var parameter in encoder.parameters()) parameter.normal_(0, 0.2);
        return encoder;
    }
}
