using MimLab.Parity;
using static TorchSharp.torch;

namespace MimLab.Tests.Parity;

public class ParityTests
{
    [Theory]
    [InlineData("simmim_vit_p16")]
    [InlineData("simmim_vit_ape_rpb_meanpool")]
    [InlineData("simmim_swin_w4")]
    [InlineData("swinv2_simmim_normtarget")]
    public void SimMIM_computes_what_the_official_code_computes(string name) => GoldenCheck.Passes(name);

    [Fact]
    public void Values_slightly_off_fail_the_check_each_where_it_belongs()
    {
        using var fixture = Golden.Load("simmim_vit_ape_rpb_meanpool", tensors =>
        {
            Disturb(tensors["output"], 2e-5);
            Disturb(tensors["act/encoder.blocks.1"], 3e-5);
            Disturb(tensors["grad/encoder.mask_token"], 2e-4);
            Disturb(tensors["losses_plain_wd"], 3e-4);
            foreach (var name in new[] { "losses", "losses_clip0.5" }) tensors.Remove(name);
        });
        var result = ParityCheck.Run(fixture);
        Assert.False(result.Passed);
        Assert.InRange(result.OutputError!.Value, 1.5e-5, 2.5e-5);
        Assert.InRange(result.ActivationError!.Value, 2.5e-5, 3.5e-5);
        Assert.InRange(result.GradientError!.Value, 1.5e-4, 2.5e-4);
        Assert.InRange(result.CurveError!.Value, 2.5e-4, 3.5e-4);
    }

    [Theory]
    [InlineData("\"norm_eps\": 1e-06", "\"norm_eps\": 1e-03")]
    [InlineData("\"use_shared_rel_pos_bias\": true", "\"use_shared_rel_pos_bias\": false")]
    [InlineData("\"use_mean_pooling\": false", "\"use_mean_pooling\": true")]
    [InlineData("\"num_heads\": 4", "\"num_heads\": 2")]
    public void A_model_of_another_configuration_fails_the_check(string from, string to) =>
        GoldenCheck.Fails("simmim_vit_p16", from, to);

    [Theory]
    [InlineData("simmim_swin_w4", "\"norm_eps\": 1e-05", "\"norm_eps\": 1e-03")]
    [InlineData("simmim_swin_w4", "\"window_size\": 4", "\"window_size\": 8")]
    [InlineData("simmim_swin_w4", "\"patch_norm\": true", "\"patch_norm\": false")]
    [InlineData("swinv2_simmim_normtarget", "\"norm_target\": true", "\"norm_target\": false")]
    [InlineData("swinv2_simmim_normtarget", "\"norm_target_patch_size\": 47", "\"norm_target_patch_size\": 45")]
    public void A_Swin_transformer_of_another_configuration_fails_the_check(string name, string from, string to) =>
        GoldenCheck.Fails(name, from, to);

    [Fact]
    public void Another_decay_group_fails_the_check()
    {
        using var fixture = Golden.Load("simmim_vit_p16", GoldenCheck.DropCurves,
            json => json.Replace("\"decay\": [\n   \"encoder.mask_token\",", "\"decay\": [").Replace("\"no_decay\": [", "\"no_decay\": [\"encoder.mask_token\","));
        Assert.Contains(ParityCheck.Run(fixture).Notes, note => note.Contains("does not decay") && note.Contains("mask_token"));
    }

    [Fact]
    public void A_curve_that_is_zero_throughout_is_compared_and_not_divided_by_its_size()
    {
        using var fixture = Golden.Load("simmim_vit_ape_rpb_meanpool", tensors =>
        {
            foreach (var name in tensors.Keys.Where(name => name.StartsWith("act/") || name.StartsWith("grad/") || name.StartsWith("param20/") || name.EndsWith("output")).ToArray())
                tensors.Remove(name);
            tensors["mask"].zero_(); // nothing hidden, nothing to learn
            foreach (var name in tensors.Keys.Where(name => name.StartsWith("loss")).ToArray()) tensors[name].zero_();
        });
        var result = ParityCheck.Run(fixture);
        Assert.True(result.Passed, $"{result}\n{string.Join('\n', result.Notes)}");
        Assert.Equal(0, result.CurveError);
    }

    [Fact]
    public void An_unknown_kind_is_reported_as_such()
    {
        using var fixture = Golden.Load("simmim_vit_p16", changeJson: json => json.Replace("use_shared_rel_pos_bias", "window_size"));
        var result = ParityCheck.Run(fixture);
        Assert.False(result.Known);
        Assert.False(result.Passed);
        Assert.Equal("not known to this version", Assert.Single(result.Notes));
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "no \"config\"")]
    [InlineData("{}", "no \"config\"")]
    [InlineData("{\"config\": 3}", "no \"config\"")]
    public void A_file_that_is_no_fixture_is_refused_in_one_sentence(string content, string expected)
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, content);
        Assert.Contains(expected, Assert.Throws<UserError>(() => ParityFixture.Load(path)).Message);
        File.Delete(path);
    }

    [Theory]
    [InlineData("\"optimizer\": 3")]
    [InlineData("\"optimizer\": { \"betas\": [\"a\", {}], \"decay\": [1, null], \"lr\": \"fast\" }")]
    [InlineData("\"optimizer\": { \"betas\": \"ab\", \"decay\": 1 }")]
    public void Whatever_stands_for_the_optimizer_is_read_or_left_at_its_default(string optimizer)
    {
        using var folder = new Data.TempFolder();
        folder.Write("x.safetensors", [2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}']);
        using var fixture = ParityFixture.Load(folder.Write("x.json", System.Text.Encoding.UTF8.GetBytes($"{{ \"config\": {{}}, {optimizer} }}")));
        Assert.Equal((0.9, 0.999), fixture.OptimizerBetas());
        Assert.Equal(0.5, fixture.OptimizerNumber("lr", 0.5));
        Assert.DoesNotContain("encoder.norm.weight", fixture.OptimizerGroup("decay") ?? new HashSet<string>());
    }

    [Fact]
    public void A_missing_tensor_file_is_named()
    {
        var path = Path.Combine(Golden.Folder(), "simmim_vit_p16.json");
        Assert.Contains("simmim_vit_p16.safetensors", Assert.Throws<UserError>(() => ParityFixture.Load(path)).Message);
        Assert.False(ParityFixture.IsFixture(path));
    }

    private static void Disturb(Tensor tensor, double relative)
    {
        using var frozen = no_grad();
        tensor.view(-1).narrow(0, 0, 1).add_(tensor.abs().max() * relative);
    }
}
