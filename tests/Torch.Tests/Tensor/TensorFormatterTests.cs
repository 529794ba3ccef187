using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Torch.Tests;

public class TensorFormatterTests
{
    [Fact]
    public void A_small_tensor_shows_its_values() => Assert.Equal(
        "float32[2, 2], from 1 to 4, mean 2.5, standard deviation 1.118\n[[1, 2],\n [3, 4]]", Text(tensor(new float[] { 1, 2, 3, 4 }).reshape(2, 2)));

    [Fact]
    public void A_large_tensor_shows_how_its_values_are_spread() => Assert.Equal(
        "int64[10, 10], from 0 to 99, mean 49.5, standard deviation 28.87", Text(arange(100).reshape(10, 10)));

    [Fact]
    public void Scalars_gradients_empty_and_boolean_tensors_are_told()
    {
        Assert.Equal("float32[], with gradient\n2.5", Text(tensor(2.5f, requires_grad: true)));
        Assert.Equal("float32[0, 3]", Text(zeros(0, 3)));
        Assert.Equal("bool[2], from 0 to 1, mean 0.5, standard deviation 0.5\n[True, False]", Text(tensor(new[] { true, false })));
        Assert.StartsWith("complex64[2]\n", Text(zeros(2, dtype: ScalarType.ComplexFloat32)));
    }

    [Fact]
    public void A_disposed_tensor_is_said_to_be()
    {
        var tensor = ones(3);
        tensor.Dispose();
        Assert.Equal("disposed tensor", Text(tensor));
    }

    private static string Text(Tensor tensor)
    {
        var attribute = Assert.Single(typeof(Tensor).GetCustomAttributes(true), a => a.GetType().Name == "TypeFormatterSourceAttribute");
        Assert.Equal(["text/plain"], (string[])attribute.GetType().GetProperty("PreferredMimeTypes")!.GetValue(attribute)!);
        var formatter = Assert.Single(new TensorFormatters().CreateTypeFormatters());
        using var writer = new StringWriter();
        Assert.True(((TensorFormatter)formatter).Format(tensor, writer));
        return writer.ToString();
    }
}
