using MimLab.Models;
using static TorchSharp.torch;

namespace MimLab.Tests;

/// <summary>Trains a model on one batch, which a sound one learns by heart.</summary>
internal static class LearningCheck
{
    /// <summary>
    /// Every parameter takes part, and the loss falls below a share of the first. The learning rate falls linearly to 0.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="images">[B, C, H, W]; fine detail that cannot be seen around a hidden patch is not to be learned.</param>
    /// <param name="mask">[B, h, w]</param>
    /// <param name="share">
    /// Of the first loss, above the last; a sixth or more beyond what was measured, because another order of summation ends
    /// elsewhere.
    /// </param>
    /// <param name="steps">Updates.</param>
    /// <param name="rate">The first learning rate.</param>
    public static void Run(MaskedImageModel model, Tensor images, Tensor mask, double share, int steps = 200, double rate = 4e-3)
    {
        using var optimizer = Engine.CreateAdamW([new AdamWGroup([.. model.parameters()], 0)]);
        double first = 0, last = 0;
        for (var step = 0; step < steps; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.LearningRate = rate * (1 - (double)step / steps);
            var loss = model.call(images, mask);
            last = loss.item<float>();
            loss.backward();
            if (step == 0)
            {
                first = last;
                Assert.All(model.named_parameters(), p => Assert.NotNull(p.parameter.grad));
            }
            optimizer.Step();
            optimizer.ZeroGrad();
        }
        Assert.True(last < share * first, $"{first} to {last}");
    }
}
