using MimLab.Parity;
using static TorchSharp.torch;

namespace MimLab.Tests.Parity;

[Collection("torch")]
public class MixMimParityTests
{
    [Fact]
    public void MixMIM_computes_what_the_official_code_computes()
    {
        using var fixture = Golden.Load("mixmim_normpix");
        var result = ParityCheck.Run(fixture);
        Assert.True(result.Passed, $"{result}\n{string.Join('\n', result.Notes)}");
        Assert.NotNull(result.OutputError);
        Assert.NotNull(result.ActivationError);
        Assert.NotNull(result.GradientError);
        Assert.NotNull(result.CurveError);
        Assert.NotNull(result.ParameterError);
        Assert.DoesNotContain(result.Notes, note => note.Contains("not compared"));
    }

    [Theory]
    [InlineData("\"norm_pix_loss\": true", "\"norm_pix_loss\": false")]
    [InlineData("\"norm_eps\": 1e-05", "\"norm_eps\": 1e-03")]
    [InlineData("\"decoder_num_heads\": 2", "\"decoder_num_heads\": 4")]
    public void A_model_of_another_configuration_fails_the_check(string from, string to)
    {
        using var fixture = Golden.Load("mixmim_normpix", DropCurves, json => json.Contains(from) ? json.Replace(from, to) : throw new ArgumentException(from));
        var result = ParityCheck.Run(fixture);
        Assert.True(result.Known);
        Assert.False(result.Passed);
    }

    [Fact]
    public void A_list_of_the_configuration_that_is_none_is_named()
    {
        using var fixture = Golden.Load("mixmim_normpix", DropCurves, json => json.Replace("\"depths\":", "\"depths\": 3, \"depth\":"));
        Assert.Contains("\"depths\"", Assert.Throws<UserError>(() => ParityCheck.Run(fixture)).Message);
    }

    private static void DropCurves(Dictionary<string, Tensor> tensors)
    {
        foreach (var name in tensors.Keys.Where(name => name.StartsWith("losses") || name.StartsWith("param20/")).ToArray()) tensors.Remove(name);
    }
}
