using MimLab.Data;
using MimLab.Masking;
using static TorchSharp.torch;

namespace MimLab.Tests.Data;

[Collection("torch")]
public class LoaderTests
{
    private static readonly Augmentation Crops = new(new AugmentationSettings { Size = 32, Scale = [0.3, 1] });

    [Fact]
    public void Batches_do_not_depend_on_workers_prefetch_or_cache()
    {
        var options = new LoaderOptions { BatchSize = 8, Seed = 3, Workers = 0, Masks = new EveryOther() };
        var expected = Content(options, epoch: 2);
        Assert.Equal(6, expected.Count);
        Assert.Equal(expected, Content(options with { Workers = 1, Prefetch = 1 }, epoch: 2));
        Assert.Equal(expected, Content(options with { Workers = 5, Prefetch = 4, CacheBytes = 0 }, epoch: 2));
        Assert.NotEqual(expected, Content(options, epoch: 3));
        Assert.NotEqual(expected, Content(options with { Seed = 4 }, epoch: 2));
    }

    [Fact]
    public void A_resumed_epoch_goes_on_where_it_stopped_without_reading_what_came_before()
    {
        var options = new LoaderOptions { BatchSize = 8, Workers = 2, CacheBytes = 0 };
        var data = new Counting(new Shapes(50, 32));
        using var loader = new Loader(data, Crops, options);
        var rest = loader.Epoch(1, firstBatch: 4).Select(Take).ToList();
        Assert.Equal(Content(options, epoch: 1)[4..], rest);
        Assert.Equal(16, data.Reads);
        Assert.Empty(loader.Epoch(1, firstBatch: 6));
    }

    [Fact]
    public void An_epoch_shows_every_image_once_and_evaluation_keeps_the_order()
    {
        using var training = new Loader(new Shapes(48, 32), Crops, new LoaderOptions { BatchSize = 8, Workers = 2 });
        Assert.Equal(Enumerable.Range(0, 48), Indices(training, 0).Order());
        Assert.NotEqual(Indices(training, 0), Indices(training, 1));
        using var evaluation = new Loader(new Shapes(50, 32), Crops, new LoaderOptions { BatchSize = 8, Workers = 2, Shuffle = false, DropLast = false });
        Assert.Equal(Enumerable.Range(0, 50), Indices(evaluation, 0));
        Assert.Equal(7, evaluation.BatchesPerEpoch);
        var last = evaluation.Epoch(0, 6).Single();
        Assert.Equal([2, 3, 32, 32], last.Images.shape);
        Assert.Equal([2], last.Labels.shape);
        last.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_loader_that_was_used_and_disposed_is_garbage_and_its_cache_with_it(int workers)
    {
        var gone = Use(workers);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(gone.TryGetTarget(out _));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference<IImageDataset> Use(int workers)
        {
            using var loader = new Loader(new Shapes(16, 32), Crops, new LoaderOptions { BatchSize = 8, Workers = workers });
            foreach (var batch in loader.Epoch(0)) batch.Dispose();
            return new(loader.Data);
        }
    }

    [Fact]
    public void Batches_hold_labels_masks_and_normalised_images()
    {
        var data = new Shapes(16, 32);
        var plain = new Augmentation(new AugmentationSettings { Crop = "centre", Size = 32, Flip = false, Normalisation = "half" });
        using var loader = new Loader(data, plain, new LoaderOptions { BatchSize = 16, Shuffle = false, Workers = 1, Masks = new EveryOther() });
        using var batch = loader.Epoch(0).Single();
        Assert.Equal(Enumerable.Range(0, 16).Select(index => (long)data.Label(index)), batch.Labels.data<long>().ToArray());
        Assert.Equal([16, 4, 4], batch.Masks!.shape);
        Assert.Equal(ScalarType.Int64, batch.Masks.dtype);
        Assert.Equal(16 * 8, batch.Masks.data<long>().ToArray().Sum());
        var image = new ImageBuffer();
        data.Read(3, image);
        var bytes = new byte[3 * 32 * 32];
        Normalisation.Half.ToBytes(batch.Images.data<float>().ToArray().AsSpan(3 * bytes.Length, bytes.Length), bytes);
        Assert.Equal(image.Pixels.ToArray(), bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void One_mask_for_a_batch_follows_from_its_place_in_the_epoch(int workers)
    {
        var augmentation = new Augmentation(new AugmentationSettings { Crop = "centre", Size = 32, Flip = false });
        var options = new LoaderOptions { BatchSize = 8, Workers = workers, Seed = 5, Masks = new RandomMask(32, 4, 4, 0.5), OneMaskPerBatch = true };
        using var loader = new Loader(new Shapes(32, 32), augmentation, options);
        var masks = new List<string>();
        foreach (var batch in loader.Epoch(0).Concat(loader.Epoch(1)))
        {
            using var owned = batch;
            var rows = batch.Masks!.data<long>().ToArray().Chunk(64).Select(row => string.Concat(row)).ToList();
            Assert.Equal(32, rows[0].Count(c => c == '1'));
            masks.Add(Assert.Single(rows.Distinct()));
        }
        Assert.Equal(8, masks.Distinct().Count());
        using var resumed = new Loader(new Shapes(32, 32), augmentation, options with { Workers = 1 });
        using var third = resumed.Epoch(1, firstBatch: 2).First();
        Assert.Equal(masks[6], string.Concat(third.Masks!.data<long>().ToArray()[..64]));
    }

    [Fact]
    public void Unreadable_images_are_replaced_in_training_and_left_out_in_evaluation()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 12; i++) folder.Write($"train/a/{i:D2}.jpg", i is 3 or 7 ? TestImages.LargeJpeg[..900] : TestImages.LargeJpeg);
        foreach (var workers in new[] { 0, 3 })
        {
            var data = new ImageFolder(folder.Path, Split.Train);
            using var training = new Loader(data, Crops, new LoaderOptions { BatchSize = 4, Workers = workers });
            var order = training.Order(0);
            var expected = Enumerable.Range(0, 12).Select(i => Enumerable.Range(i, 12).Select(p => order[p % 12]).First(index => index is not (3 or 7)));
            Assert.Equal(expected, Indices(training, 0));
            using var evaluation = new Loader(data, Crops, new LoaderOptions { BatchSize = 4, Workers = workers, Shuffle = false, DropLast = false });
            Assert.Equal([0, 1, 2, 4, 5, 6, 8, 9, 10, 11], Indices(evaluation, 0));
            Assert.Equal(["a/03.jpg", "a/07.jpg"], data.Unreadable.Items.Select(image => image.Name));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_evaluation_without_a_readable_image_says_so_instead_of_scoring_nothing(int workers)
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 5; i++) folder.Write($"train/a/{i}.jpg", TestImages.LargeJpeg[..900]);
        var options = new LoaderOptions { BatchSize = 2, Workers = workers, Shuffle = false, DropLast = false };
        using var loader = new Loader(new ImageFolder(folder.Path, Split.Train), Crops, options);
        var problem = Assert.Throws<UserError>(() => Indices(loader, 0));
        Assert.Contains("No image of", problem.Message);
        Assert.Contains("5 images could not be read", problem.Message);
    }

    [Fact]
    public void A_folder_without_a_readable_image_stops_the_run_with_a_sentence()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 4; i++) folder.Write($"train/a/{i}.jpg", TestImages.LargeJpeg[..900]);
        using var loader = new Loader(new ImageFolder(folder.Path, Split.Train), Crops, new LoaderOptions { BatchSize = 2, Workers = 2 });
        var problem = Assert.Throws<UserError>(() => Indices(loader, 0));
        Assert.Contains("a/0.jpg", problem.Message);
    }

    [Fact]
    public void An_error_in_a_worker_reaches_the_caller_as_it_was()
    {
        using var loader = new Loader(new Counting(new Shapes(64, 32), failAt: 20), Crops, new LoaderOptions { BatchSize = 8, Workers = 3, Shuffle = false });
        Assert.Equal("image 20", Assert.Throws<InvalidTimeZoneException>(() => Indices(loader, 0)).Message);
    }

    [Fact]
    public void Cancelling_and_leaving_early_stop_the_workers()
    {
        using var stop = new CancellationTokenSource();
        using var loader = new Loader(new Shapes(64, 32), Crops, new LoaderOptions { BatchSize = 8, Workers = 2, Stop = stop.Token });
        foreach (var batch in loader.Epoch(0))
        {
            batch.Dispose();
            break;
        }
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var batch in loader.Epoch(1))
            {
                batch.Dispose();
                stop.Cancel();
            }
        });
    }

    [Fact]
    public void Batches_outlive_dispose_scopes_and_are_reused()
    {
        using var loader = new Loader(new Shapes(64, 32), Crops, new LoaderOptions { BatchSize = 8, Workers = 1, Prefetch = 2 });
        var handles = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        for (var epoch = 0; epoch < 4; epoch++)
        {
            foreach (var batch in loader.Epoch(epoch))
            {
                using var scope = NewDisposeScope();
                handles.Add(batch.Images);
                Assert.Equal(8, batch.Images.shape[0]);
                batch.Dispose();
            }
        }
        Assert.InRange(handles.Count, 1, 4);
    }

    [Fact]
    public void A_warm_loader_makes_no_garbage_for_each_image()
    {
        using var loader = new Loader(new Shapes(256, 32), Crops, new LoaderOptions { BatchSize = 64, Workers = 0, Masks = new EveryOther() });
        for (var epoch = 0; epoch < 3; epoch++) Indices(loader, epoch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var batch in loader.Epoch(3)) batch.Dispose();
        // The epoch's order (1 KB) and a few objects for each batch.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 32);
    }

    [Fact]
    public void Impossible_options_are_explained()
    {
        var data = new Shapes(10, 32);
        Assert.Contains("fewer than one batch", Assert.Throws<UserError>(() => new Loader(data, Crops, new LoaderOptions { BatchSize = 11 })).Message);
        Assert.Contains("batch size", Assert.Throws<UserError>(() => new Loader(data, Crops, new LoaderOptions { BatchSize = 0 })).Message);
        Assert.Contains("workers", Assert.Throws<UserError>(() => new Loader(data, Crops, new LoaderOptions { BatchSize = 1, Workers = -1 })).Message);
    }

    private static List<string> Content(LoaderOptions options, int epoch)
    {
        using var loader = new Loader(new Shapes(50, 32), Crops, options);
        return loader.Epoch(epoch).Select(Take).ToList();
    }

    private static string Take(Batch batch)
    {
        using (batch)
        {
            return ContentHash.Of(writer =>
            {
                foreach (var value in batch.Images.data<float>().ToArray()) writer.Write(value);
                foreach (var value in batch.Labels.data<long>().ToArray()) writer.Write(value);
                if (batch.Masks is { } masks) foreach (var value in masks.data<long>().ToArray()) writer.Write(value);
            });
        }
    }

    private static List<int> Indices(Loader loader, int epoch)
    {
        var indices = new List<int>();
        foreach (var batch in loader.Epoch(epoch))
        {
            indices.AddRange(batch.Indices);
            batch.Dispose();
        }
        return indices;
    }

    /// <summary>Hides half of 4 x 4 tokens, chosen by the sample's generator.</summary>
    private sealed class EveryOther : IMaskStrategy
    {
        public string Name => "every other";
        public int GridSize => 4;
        public int? MaskedCount => 8;

        public void Draw(ref SampleRandom random, Span<byte> mask)
        {
            for (var i = 0; i < 16; i++) mask[i] = (byte)(i & 1);
            random.Shuffle(mask);
        }
    }

    /// <summary>Counts what is read, and fails at one image.</summary>
    private sealed class Counting(Shapes shapes, int failAt = -1) : IImageDataset
    {
        private int reads;

        public int Reads => reads;
        public string Name => shapes.Name;
        public int Count => shapes.Count;
        public int ClassCount => 10;
        public IReadOnlyList<string> ClassNames => shapes.ClassNames;
        public string Hash => shapes.Hash;
        public int Label(int index) => shapes.Label(index);

        public void Read(int index, ImageBuffer into)
        {
            Interlocked.Increment(ref reads);
            if (index == failAt) throw new InvalidTimeZoneException($"image {index}");
            shapes.Read(index, into);
        }
    }
}
