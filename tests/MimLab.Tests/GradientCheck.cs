using MimLab.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Tests;

/// <summary>Compares a model's gradients with the slopes of its loss along random directions.</summary>
internal static class GradientCheck
{
    /// <summary>
    /// One direction for each parameter, in float64 and away from the initial values, where zeros would hide mistakes.
    /// </summary>
    /// <param name="model">The model; it is float64 afterwards.</param>
    /// <param name="images">[B, C, H, W], float64</param>
    /// <param name="mask">[B, h, w]</param>
    /// <param name="prefix">What the names of the parameters start with that are looked at.</param>
    public static void Run(MaskedImageModel model, Tensor images, Tensor mask, string prefix = "") => Run(model, () => model.call(images, mask), prefix);

    /// <summary>The same of any module and loss.</summary>
    public static void Run(nn.Module model, Func<Tensor> loss, string prefix = "")
    {
        const double step = 1e-6;
        model.to(ScalarType.Float64);
        using (no_grad()) foreach (var parameter in model.parameters()) parameter.add_(randn_like(parameter) * 0.1);
        loss().backward();
        foreach (var (name, parameter) in model.named_parameters().Where(p => p.name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            using var inner = NewDisposeScope();
            using var frozen = no_grad();
            var direction = randn_like(parameter);
            direction.div_(direction.norm());
            parameter.add_(direction * step);
            var above = loss().item<double>();
            parameter.add_(direction * (-2 * step));
            var below = loss().item<double>();
            parameter.add_(direction * step);
            var slope = (parameter.grad! * direction).sum().item<double>();
            Assert.True(Math.Abs((above - below) / (2 * step) - slope) < 1e-6 + 1e-4 * Math.Abs(slope), $"{name}: {(above - below) / (2 * step)} against {slope}");
        }
    }
}
