using MimLab.Masking;
using MimLab.Models;
using MimLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Runner.Benchmarks;

/// <summary>A model, one batch of random images with their masks, and the training step that is timed on them.</summary>
internal sealed class TrainingSubject : IDisposable
{
    /// <summary>The learning rate of every benchmark.</summary>
    public const double LearningRate = 1e-4;

    private const ulong Seed = 0;

    /// <summary>Takes over the model and the batch, and moves them to the device.</summary>
    public TrainingSubject(Recipe recipe, MaskedImageModel model, Tensor images, Tensor mask, Device device)
    {
        model.to(device);
        model.train();
        (Model, Images, Mask) = (model, images.to(device), mask.to(device));
        Step = new TrainingStep(model, recipe.Pretrain!, device) { LearningRate = LearningRate };
    }

    /// <summary>The model.</summary>
    public MaskedImageModel Model { get; }

    /// <summary>The images. [B, 3, S, S]</summary>
    public Tensor Images { get; }

    /// <summary>Their masks. [B, h, w]</summary>
    public Tensor Mask { get; }

    /// <summary>The step.</summary>
    public TrainingStep Step { get; }

    /// <summary>A recipe's model with its first weights, and a random batch.</summary>
    public static TrainingSubject Create(Recipe recipe, Device device)
    {
        var model = FirstModel(recipe);
        var (images, mask) = RandomBatch(recipe, model);
        return new(recipe, model, images, mask, device);
    }

    /// <summary>The model as every benchmark starts with it.</summary>
    public static MaskedImageModel FirstModel(Recipe recipe)
    {
        manual_seed((long)Seed);
        return recipe.CreateModel();
    }

    /// <summary>Images of noise with masks as the recipe draws them.</summary>
    public static (Tensor Images, Tensor Mask) RandomBatch(Recipe recipe, MaskedImageModel model)
    {
        var (size, batch) = (recipe.Model.ImageSize, recipe.Pretrain!.Batch);
        return (randn(batch, 3, size, size), Masks(recipe.Mask.Create(model.Encoder.ImageSize, model.Encoder.TokenSize), batch));
    }

    /// <summary>Trains so many steps.</summary>
    /// <returns>The last loss, before its update.</returns>
    public double Train(int steps)
    {
        var last = double.NaN;
        for (var left = steps; left > 0; left--)
        {
            using var loss = Train(Images, Mask);
            if (left == 1) last = loss.item<float>();
        }
        return last;
    }

    /// <summary>Trains a step on a batch.</summary>
    /// <returns>The loss before the update [], for the caller to dispose.</returns>
    public Tensor Train(Tensor images, Tensor mask)
    {
        var loss = Step.Accumulate(() => Model.forward(images, mask));
        Step.Update().Dispose();
        return loss;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Step.Dispose();
        Model.Dispose();
        Images.Dispose();
        Mask.Dispose();
    }

    private static Tensor Masks(IMaskStrategy strategy, int batch) // [B, h, w]
    {
        var grid = strategy.GridSize;
        var masks = new long[batch * grid * grid];
        var one = new byte[grid * grid];
        for (var image = 0; image < batch; image++)
        {
            var random = SampleRandom.For(Seed, 0, image, 0);
            strategy.Draw(ref random, one);
            for (var i = 0; i < one.Length; i++) masks[image * one.Length + i] = one[i];
        }
        return tensor(masks, [batch, grid, grid]);
    }
}
