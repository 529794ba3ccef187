using MimLab.Parity;

namespace MimLab.Tests.Parity;

[Collection("torch")]
public class MixMimParityTests
{
    [Fact]
    public void MixMIM_computes_what_the_official_code_computes() => GoldenCheck.Passes("mixmim_normpix");

    [Theory]
    [InlineData("\"norm_pix_loss\": true", "\"norm_pix_loss\": false")]
    [InlineData("\"norm_eps\": 1e-05", "\"norm_eps\": 1e-03")]
    [InlineData("\"decoder_num_heads\": 2", "\"decoder_num_heads\": 4")]
    public void A_model_of_another_configuration_fails_the_check(string from, string to) =>
        GoldenCheck.Fails("mixmim_normpix", from, to);

    [Fact]
    public void A_list_of_the_configuration_that_is_none_is_named()
    {
        using var fixture = Golden.Load("mixmim_normpix", GoldenCheck.DropCurves, json => json.Replace("\"depths\":", "\"depths\": 3, \"depth\":"));
        Assert.Contains("\"depths\"", Assert.Throws<UserError>(() => ParityCheck.Run(fixture)).Message);
    }
}
