using MimLab.Data;
using MimLab.Masking;
using TorchSharp;

namespace MimLab.Training;

/// <summary>The loader of a training stage.</summary>
public static class TrainingLoader
{
    // Samples up to this size take about ten microseconds each from memory: less than waking another thread, which on a CPU
    // would also take a core from the training (and with few labels an epoch is only a few batches long).
    private const int SmallSide = 64;

    /// <summary>
    /// A loader as the training loop uses it: small images are made in the training's own thread, others by workers.
    /// </summary>
    /// <param name="images">The images.</param>
    /// <param name="augmentation">What happens to each.</param>
    /// <param name="batch">Images in a batch.</param>
    /// <param name="context">Seed and device are used.</param>
    /// <param name="masks">Draws the masks; null for none.</param>
    /// <param name="oneMaskPerBatch">Whether all images of a batch have the same mask.</param>
    public static Loader Create(IImageDataset images, AugmentationSettings augmentation, int batch, RunContext context, IMaskStrategy? masks = null, bool oneMaskPerBatch = false)
    {
        var options = new LoaderOptions
        {
            BatchSize = batch,
            Seed = (ulong)context.Seed,
            Masks = masks,
            OneMaskPerBatch = oneMaskPerBatch,
            PinMemory = context.Device.type == DeviceType.CUDA,
        };
        var small = context.Device.type == DeviceType.CPU && images.Height is > 0 and <= SmallSide && images.Width <= SmallSide;
        return new(images, new Augmentation(augmentation), small ? options with { Workers = 0 } : options);
    }
}
