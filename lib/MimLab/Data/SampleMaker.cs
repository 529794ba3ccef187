namespace MimLab.Data;

/// <summary>Makes single samples of a loader's batches on one thread.</summary>
internal sealed class SampleMaker(Loader loader)
{
    private const int MostReplacements = 1000;
    private readonly AugmentationWorker worker = loader.Augmentation.CreateWorker();
    private readonly byte[] mask = new byte[(loader.Options.Masks?.GridSize ?? 0) * (loader.Options.Masks?.GridSize ?? 0)];

    /// <summary>Fills a row of a batch with the image at a position of the epoch's order.</summary>
    public void Make(BatchBuffer buffer, int row, int[] order, int position, int epoch)
    {
        var tries = loader.Options.DropLast ? Math.Min(order.Length, MostReplacements) : 1;
        for (var attempt = 0; attempt < tries; attempt++)
        {
            var index = order[(position + attempt) % order.Length];
            try
            {
                Fill(buffer, row, index, epoch, position / loader.Options.BatchSize);
                return;
            }
            catch (UnreadableImageException)
            {
                // Counted and named by the data set; the next image of the order takes its place, or the row stays out.
            }
        }
        buffer.Filled[row] = false;
        if (loader.Options.DropLast)
            throw new UserError($"{loader.Data.Name} has no readable image among {tries} in a row. "
                + $"{loader.Data.Unreadable.Summary()}");
    }

    private void Fill(BatchBuffer buffer, int row, int index, int epoch, int batch)
    {
        var seed = loader.Options.Seed;
        worker.Load(loader.Data, index, SampleRandom.For(seed, epoch, index, RandomStreams.Augmentation), buffer.Image(row));
        buffer.Label(row) = loader.Data.Label(index);
        buffer.Indices[row] = index;
        buffer.Filled[row] = true;
        if (loader.Options.Masks is not { } masks) return;
        var random = loader.Options.OneMaskPerBatch ? SampleRandom.For(seed, epoch, batch, RandomStreams.BatchMasks) : SampleRandom.For(seed, epoch, index, RandomStreams.Masks);
        masks.Draw(ref random, mask);
        var target = buffer.Mask(row);
        for (var i = 0; i < target.Length; i++) target[i] = mask[i];
    }
}
