using MimLab.Parity;
using static TorchSharp.torch;

namespace MimLab.Tests.Parity;

[Collection("torch")]
public class MaeParityTests
{
    [Theory]
    [InlineData("mae_normpix")]
    [InlineData("mff_normpix")]
    public void MAE_and_MFF_compute_what_the_official_code_computes(string name) => GoldenCheck.Passes(name);

    [Theory]
    [InlineData("mae_normpix", "\"norm_pix_loss\": true", "\"norm_pix_loss\": false")]
    [InlineData("mae_normpix", "\"mask_ratio\": 0.75", "\"mask_ratio\": 0.5")]
    [InlineData("mae_normpix", "\"decoder_num_heads\": 3", "\"decoder_num_heads\": 4")]
    [InlineData("mae_normpix", "\"norm_eps\": 1e-06", "\"norm_eps\": 1e-03")]
    [InlineData("mff_normpix", "\"norm_pix\": true", "\"norm_pix\": false")]
    [InlineData("mff_normpix", "0,\n   2,\n   3", "0,\n   1,\n   3")]
    public void A_model_of_another_configuration_fails_the_check(string name, string from, string to) =>
        GoldenCheck.Fails(name, from, to);

    [Fact]
    public void Other_positions_than_the_official_ones_fail_the_check()
    {
        using var fixture = Golden.Load("mae_normpix", tensors =>
        {
            GoldenCheck.DropCurves(tensors);
            using var frozen = no_grad();
            tensors["param/pos_embed"].narrow(1, 5, 1).add_(1e-3f);
        });
        Assert.InRange(ParityCheck.Run(fixture).OutputError!.Value, 9e-4, double.PositiveInfinity);
    }
}
