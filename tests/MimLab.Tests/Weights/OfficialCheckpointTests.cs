using MimLab.Models;
using MimLab.Parity;
using MimLab.Tests.Parity;
using MimLab.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Tests.Weights;

/// <summary>Whole checkpoints of every family; the golden files hold state dicts that the official code made.</summary>
[Collection("torch")] // they seed the process's generator
public class OfficialCheckpointTests
{
    public static TheoryData<string, string> Families => new()
    {
        { "simmim_vit_p16", "simmim-vit" },
        { "simmim_vit_ape_rpb_meanpool", "simmim-vit" },
        { "simmim_swin_w4", "simmim-swin" },
        { "swinv2_simmim_normtarget", "simmim-swinv2" },
        { "mae_normpix", "mae" },
        { "mff_normpix", "mff" },
        { "mixmim_normpix", "mixmim" },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public void An_official_checkpoint_fills_the_whole_model_and_its_encoder(string name, string family)
    {
        using var scope = NewDisposeScope();
        using var fixture = Golden.Load(name);
        using var subject = ParityCheck.Subject(fixture)!;
        var official = fixture.Under("param/").ToDictionary();
        Assert.Equal(family, WeightFamily.Detect(official.Keys).Id);
        Scramble(subject.Model);
        var report = PretrainedEncoder.Fill(subject.Model, official);
        Assert.True(report.Complete, report.OtherModel);
        Assert.Empty(report.Unexpected);
        Assert.Empty(report.Resized);
        foreach (var (ours, tensor) in subject.Model.state_dict()) AssertSame(official[subject.OfficialName(ours)], tensor, ours);

        var encoder = (Module)subject.Model.Encoder;
        Scramble(encoder);
        var alone = PretrainedEncoder.Load(encoder, official);
        Assert.Empty(alone.Fresh);
        Assert.Equal(official.Keys.Where(key => IsOfDecoder(key)).Order(), alone.Unexpected.Order());
        foreach (var (ours, tensor) in encoder.state_dict()) AssertSame(official[subject.OfficialName("encoder." + ours)], tensor, ours);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Ours_to_official_names_and_back_changes_no_bit(string name, string family)
    {
        using var scope = NewDisposeScope();
        using var fixture = Golden.Load(name);
        using var subject = ParityCheck.Subject(fixture)!;
        Scramble(subject.Model);
        var ours = subject.Model.state_dict().ToDictionary();
        var official = CheckpointNames.Rename(ours, CheckpointNames.ToOfficial(ours.Keys));
        Assert.Equal(fixture.Under("param/").Keys.Order(StringComparer.Ordinal), official.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(official.Keys, CheckpointNames.ToOfficial(official.Keys).Values); // what is official stays
        using var stream = new MemoryStream();
        TorchFile.Write(stream, official);
        using var file = WeightsFile.Open(stream.ToArray(), "ours.pth");
        var read = file.ReadAll();
        Assert.Equal(family, WeightFamily.Detect(read.Keys).Id);
        var back = CheckpointNames.Rename(read, CheckpointNames.ToOurs(read.Keys));
        Assert.Equal(ours.Keys, back.Keys);
        foreach (var (key, tensor) in ours) AssertSame(tensor, back[key], key);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void An_encoder_or_classifier_goes_there_and_back_too(string name, string family)
    {
        using var scope = NewDisposeScope();
        using var fixture = Golden.Load(name);
        using var subject = ParityCheck.Subject(fixture)!;
        var encoder = ((Module)subject.Model.Encoder).state_dict().ToDictionary();
        var names = CheckpointNames.ToOfficial(encoder.Keys);
        Assert.All(names, pair => Assert.Equal(pair.Key, pair.Value));
        Assert.Equal(encoder.Keys, CheckpointNames.ToOurs(encoder.Keys).Values);
        Assert.Equal(WeightFamily.Detect(fixture.Under("param/").Keys).Encoder, WeightFamily.Detect(encoder.Keys).Encoder);

        var classifier = encoder.ToDictionary(item => "encoder." + item.Key, item => item.Value);
        classifier["head.weight"] = zeros(2, 3);
        classifier["head.bias"] = zeros(2);
        classifier.Remove("encoder.mask_token");
        var official = CheckpointNames.ToOfficial(classifier.Keys).Values.ToArray();
        Assert.DoesNotContain(official, key => key.StartsWith("encoder."));
        Assert.Equal(classifier.Keys, CheckpointNames.ToOurs(official).Values);
        Assert.Equal(family.Split('-')[^1].Replace("mae", "vit").Replace("mff", "vit"), WeightFamily.Detect(official).Encoder);
    }

    [Theory]
    [InlineData("simmim_swin_w4", "timm-swin")]
    [InlineData("swinv2_simmim_normtarget", "timm-swinv2")]
    public void Swin_transformers_travel_through_timms_names(string name, string family)
    {
        using var scope = NewDisposeScope();
        using var fixture = Golden.Load(name);
        using var subject = ParityCheck.Subject(fixture)!;
        Scramble(subject.Model);
        // The model is scrambled again below.
        var timm = CheckpointNames.ToTimm(subject.Model.state_dict()).ToDictionary(item => item.Key, item => item.Value.clone());
        Assert.Equal(family, WeightFamily.Detect(timm.Keys).Id);
        Assert.Contains("layers.1.downsample.reduction.weight", timm.Keys);
        Assert.DoesNotContain("layers.0.downsample.reduction.weight", timm.Keys);
        Assert.DoesNotContain(timm.Keys, key => key.Contains("mask") || key.Contains("_index") || key.Contains("decoder"));
        var expected = ((Module)subject.Model.Encoder).named_parameters().ToDictionary(item => item.Item1, item => item.Item2.clone());
        var encoder = (Module)subject.Model.Encoder;
        Scramble(encoder, seed: 8);
        // Nothing is right before.
        Assert.All(encoder.named_parameters(), item => Assert.False(expected[item.Item1].allclose(item.Item2), item.Item1));
        var report = PretrainedEncoder.Load(encoder, timm);
        Assert.Empty(report.Unexpected);
        Assert.Equal(["mask_token"], report.Fresh);
        foreach (var (key, tensor) in encoder.named_parameters())
            if (key != "mask_token") AssertSame(expected[key], tensor, key);

        var classifier = CheckpointNames.ToTimm(new Dictionary<string, Tensor>(subject.Model.state_dict().Where(item => item.Key.StartsWith("encoder.") && !item.Key.EndsWith("mask_token")))
        {
            ["head.weight"] = zeros(2, 3),
        });
        Assert.Contains("head.fc.weight", classifier.Keys);
        Assert.Contains("head.weight", CheckpointNames.ToOurs(classifier.Keys).Values);
        Assert.Contains("encoder.layers.0.downsample.norm.weight", CheckpointNames.ToOurs(classifier.Keys).Values);
    }

    [Theory]
    [InlineData("simmim_swin_w4", "mae_normpix", true, "It holds a vision transformer (MAE pre-training), but this model's encoder is a Swin transformer: use a recipe with that encoder.")]
    [InlineData("mae_normpix", "mixmim_normpix", false, "It holds MixMIM's encoder (MixMIM pre-training), but this model's encoder is a vision transformer: use a recipe with that encoder.")]
    [InlineData("mixmim_normpix", "simmim_swin_w4", false, "It holds a Swin transformer (SimMIM pre-training of Swin), but this model's encoder is MixMIM's encoder: use a recipe with that encoder.")]
    [InlineData("mae_normpix", "simmim_vit_p16", true, "It holds SimMIM pre-training of ViT, but the model is MAE pre-training: use a recipe of its method, or load the encoder alone.")]
    public void A_checkpoint_of_another_model_is_one_clear_sentence(string model, string given, bool whole, string sentence)
    {
        using var scope = NewDisposeScope();
        using var fixture = Golden.Load(model);
        using var other = Golden.Load(given);
        using var subject = ParityCheck.Subject(fixture)!;
        var target = whole ? subject.Model : (Module)subject.Model.Encoder;
        var report = PretrainedEncoder.Fill(target, other.Under("param/").ToDictionary());
        Assert.Equal(sentence, report.OtherModel);
        Assert.False(report.Complete);
        Assert.Equal(sentence, Assert.Throws<UserError>(() => PretrainedEncoder.Load(target, other.Under("param/").ToDictionary())).Message);
    }

    [Fact]
    public void Foreign_names_and_a_lone_encoder_are_told_apart_from_gaps()
    {
        using var scope = NewDisposeScope();
        using var fixture = Golden.Load("mae_normpix");
        using var subject = ParityCheck.Subject(fixture)!;
        Assert.StartsWith("None of its 1 tensors has a name that this model knows; the first is \"layer1.0.conv1.weight\".",
            PretrainedEncoder.Fill(subject.Model, new Dictionary<string, Tensor> { ["layer1.0.conv1.weight"] = zeros(1) }).OtherModel);
        var encoder = ((Module)subject.Model.Encoder).state_dict();
        Assert.StartsWith("It holds an encoder without the rest of MAE pre-training", PretrainedEncoder.Fill(subject.Model, encoder).OtherModel);
        var official = fixture.Under("param/").ToDictionary();
        official.Remove("decoder_norm.weight");
        var report = PretrainedEncoder.Fill(subject.Model, official);
        Assert.Equal(["decoder.decoder_norm.weight"], report.Missing);
        Assert.Null(report.OtherModel);
    }

    [Fact]
    public void Positions_of_mmpretrain_are_interpolated_in_its_own_order()
    {
        using var scope = NewDisposeScope();
        using var fixture = Golden.Load("mff_normpix");
        using var subject = ParityCheck.Subject(fixture)!;
        var official = fixture.Under("param/").ToDictionary();
        var mff = ((Mff)subject.Model).Config;
        var larger = new Mff(mff with { Encoder = mff.Encoder with { ImageSize = mff.Encoder.ImageSize * 2 } });
        var report = PretrainedEncoder.Fill(larger, official);
        Assert.Equal(["decoder.decoder_pos_embed", "encoder.pos_embed"], report.Resized.Order());
        AssertSame(PositionTables.ResizeAbsolute(official["backbone.pos_embed"], larger.state_dict()["encoder.pos_embed"].size(1))!, larger.state_dict()["encoder.pos_embed"], "positions");
    }

    [Fact]
    public void Two_tensors_of_one_meaning_are_refused()
    {
        string[] names = ["encoder.mask_token", "encoder.gate", "decoder.gate", "encoder.blocks.0.attn.qkv.weight", "decoder.decoder_pred.weight"];
        Assert.Equal("Both \"encoder.gate\" and \"decoder.gate\" would be named \"gate\": this model has no form under those names, so keep its own.",
            Assert.Throws<UserError>(() => CheckpointNames.ToOfficial(names)).Message);
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    public void Numbers_of_another_precision_fill_a_model_of_float32(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var fixture = Golden.Load("mae_normpix");
        using var subject = ParityCheck.Subject(fixture)!;
        var official = fixture.Under("param/").ToDictionary(item => item.Key, item => item.Value.to(type));
        Assert.True(PretrainedEncoder.Fill(subject.Model, official).Complete);
        AssertSame(official["blocks.1.mlp.fc1.weight"].to(ScalarType.Float32), subject.Model.state_dict()["encoder.blocks.1.mlp.fc1.weight"], "fc1");
    }

    private static bool IsOfDecoder(string official) => official.StartsWith("decoder") || official.StartsWith("neck.") || official.StartsWith("backbone.proj_") || official == "mask_token";

    private static void Scramble(Module model, long seed = 7)
    {
        using var frozen = no_grad();
        manual_seed(seed);
        foreach (var parameter in model.parameters()) parameter.normal_();
    }

    private static void AssertSame(Tensor expected, Tensor actual, string name)
    {
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(expected.eq(actual).all().item<bool>(), name);
    }
}
