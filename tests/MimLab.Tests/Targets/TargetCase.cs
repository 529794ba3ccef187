using MimLab.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Tests.Targets;

/// <summary>A small SimMIM with the target that some settings name, and one batch: what the tests of all targets share.</summary>
internal sealed class TargetCase : IDisposable
{
    public const int Images = 2, Side = 16, Patch = 4, Grid = 4;

    private readonly DisposeScope scope = NewDisposeScope();

    public TargetCase(ModelSettings settings, ScalarType type = ScalarType.Float32)
    {
        manual_seed(3);
        Model = (SimMim)(settings with { Size = "ViT-T", ImageSize = Side, PatchSize = Patch, Width = 24, Depth = 2, Heads = 3 }).CreateModel();
        Model.to(type);
        Pixels = randn(Images, 3, Side, Side, type).clamp(-1.8, 2);
        Mask = rand(Images, Grid, Grid) > 0.4;
    }

    public SimMim Model { get; }

    /// <summary>[2, 3, 16, 16], normalised.</summary>
    public Tensor Pixels { get; set; }

    /// <summary>[2, 4, 4]</summary>
    public Tensor Mask { get; }

    public double Loss() => Model.call(Pixels, Mask).to(ScalarType.Float64).item<double>();

    /// <summary>What the head says, row by row [B][L][outputs].</summary>
    public double[,,] Predicted()
    {
        using var frozen = no_grad();
        var values = Model.Decode(Model.Encode(Model.Encoder.Patchify(Pixels), Mask)).to(ScalarType.Float64);
        var (flat, shape) = (values.contiguous().data<double>().ToArray(), values.shape);
        var result = new double[shape[0], shape[1], shape[2]];
        Buffer.BlockCopy(flat, 0, result, 0, flat.Length * sizeof(double));
        return result;
    }

    /// <summary>
    /// The mean of the input's pixels under one pixel of a target with <paramref name="perPatch"/> pixels across a patch.
    /// </summary>
    public double Average(int image, int channel, int patch, int row, int column, int perPatch)
    {
        var factor = Patch / perPatch;
        double sum = 0;
        for (var y = 0; y < factor; y++)
            for (var x = 0; x < factor; x++)
                sum += Pixels[image, channel, patch / Grid * Patch + row * factor + y, patch % Grid * Patch + column * factor + x].to(ScalarType.Float64).item<double>();
        return sum / (factor * factor);
    }

    public bool Hidden(int image, int patch) => Mask[image, patch / Grid, patch % Grid].item<bool>();

    /// <summary>
    /// Compares every parameter's gradient with the slope of the loss along a random direction; the case must be float64.
    /// </summary>
    public void AssertGradientsAreSlopes() => GradientCheck.Run(Model, Pixels, Mask);

    /// <summary>Trains on the one batch, each patch of one colour, until the loss is less than half.</summary>
    public void AssertLearnsByHeart(int steps = 300)
    {
        Pixels = Pixels.narrow(2, 0, Grid).narrow(3, 0, Grid).repeat_interleave(Patch, 2).repeat_interleave(Patch, 3).contiguous();
        LearningCheck.Run(Model, Pixels, Mask, 0.45, steps);
    }

    public void Dispose()
    {
        Model.Dispose();
        scope.Dispose();
    }
}
