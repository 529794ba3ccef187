using System.Diagnostics;
using MimLab.Backbones;
using MimLab.Data;
using MimLab.Models;
using MimLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimLab.Evaluation;

/// <summary>A pre-trained encoder that only computes features.</summary>
internal sealed class FrozenEncoder : IDisposable
{
    private readonly IEncoder encoder;
    private readonly Device device;
    private readonly IRunProgress progress;
    private readonly Stopwatch watch = new();
    private long seen;
    private long total;

    /// <summary>The recipe's encoder with the weights of a file; with initial weights when there is none, as a baseline.</summary>
    public FrozenEncoder(Recipe recipe, string? pretrainedPath, RunContext context)
    {
        manual_seed(context.Seed);
        var shape = recipe.Model.AnyEncoderShape();
        ModelMemory.Require(shape);
        encoder = shape.Create();
        progress = context.Progress;
        if (pretrainedPath is not null) EncoderWeights.Load((nn.Module)encoder, pretrainedPath);
        device = context.Device;
        ((nn.Module)encoder).to(device);
        ((nn.Module)encoder).eval();
    }

    /// <summary>Length of a token, the longest where stages differ.</summary>
    public int Width => encoder.FeatureSize;

    /// <summary>Where it computes.</summary>
    public Device Device => device;

    /// <summary>Number of blocks.</summary>
    public int Depth => encoder.Depth;

    /// <summary>Begins a stage that extracts features of so many images in all.</summary>
    /// <returns>What ends the stage when it is disposed.</returns>
    public IDisposable Begin(string stage, long images)
    {
        (seen, total) = (0, images);
        watch.Restart();
        progress.Begin(stage, images);
        return new Stage(progress);
    }

    /// <summary>
    /// Extracts features of every image of a loader: of the encoder's output, its patch tokens' mean, when <paramref name="probe"/> is
    /// null, else of each block named (from 0) as the probe pools them, all from one forward pass. Null when stopped.
    /// </summary>
    public FeatureSet? Extract(Loader images, IReadOnlyList<int> blocks, ProbeSettings? probe, Precision precision, CancellationToken stop)
    {
        using var scope = NewDisposeScope();
        var parts = Enumerable.Range(0, Math.Max(1, blocks.Count)).Select(_ => new List<Tensor>()).ToArray();
        var labels = new List<Tensor>();
        var whole = Each(images, precision, stop, (pixels, truth) =>
        {
            var features = probe is null ? [encoder.Features(pixels)] : Pooled(pixels, blocks, probe); // of [B, D]
            for (var i = 0; i < parts.Length; i++) parts[i].Add(features[i].to(ScalarType.Float32).MoveToOuterDisposeScope());
            labels.Add(truth.MoveToOuterDisposeScope());
        });
        if (!whole) return null;
        return new FeatureSet([.. parts.Select(p => cat(p.ToArray(), 0).MoveToOuterDisposeScope())], cat(labels.ToArray(), 0).MoveToOuterDisposeScope());
    }

    /// <summary>Runs through a loader's images without gradients, and tells how far it is. False when stopped.</summary>
    /// <param name="images">The images.</param>
    /// <param name="precision">Arithmetic of what is done with them.</param>
    /// <param name="stop">Ends it early.</param>
    /// <param name="look">Is given each batch, pixels [B, 3, H, W] and labels [B] on the device, in a dispose scope of its own.</param>
    public bool Each(Loader images, Precision precision, CancellationToken stop, Action<Tensor, Tensor> look)
    {
        using var frozen = no_grad(); // not inference mode: the features may be trained on
        var before = seen;
        foreach (var batch in images.Epoch(0))
        {
            using var owned = batch;
            if (stop.IsCancellationRequested) return false;
            using var step = NewDisposeScope();
            using var lowered = precision.Scope(device);
            look(batch.Images.to(device), batch.Labels.to(device, copy: true));
            Tell(batch.Labels.size(0));
        }
        if (before + images.Data.Count - seen is > 0 and var skipped) Tell(skipped); // unreadable images are done with, too
        if (images.Data.Unreadable.Summary() is { } unreadable) progress.Note(unreadable);
        return true;
    }

    /// <summary>What a probe sees of each of the blocks (from 0): of images [B, 3, H, W] one [B, D] for each.</summary>
    public Tensor[] Pooled(Tensor images, IReadOnlyList<int> blocks, ProbeSettings probe)
    {
        using var trace = encoder.Trace(images);
        return [.. blocks.Select(block => Pool(probe.FinalNorm ? trace.Output : trace.Blocks[block], probe.Pooling))];
    }

    /// <summary>The length D of what a probe sees of each of the blocks (from 0): stages of an encoder differ.</summary>
    public long[] Lengths(IReadOnlyList<int> blocks, ProbeSettings probe)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var blank = zeros(1, 3, encoder.ImageSize, encoder.ImageSize, device: device);
        return Array.ConvertAll(Pooled(blank, blocks, probe), features => features.size(1));
    }

    private void Tell(long images)
    {
        seen += images;
        var rate = seen / watch.Elapsed.TotalSeconds;
        progress.Report(new StepReport(0, 0, seen, total, 0, double.NaN, double.NaN, double.NaN, rate, watch.Elapsed.TotalSeconds, Math.Max(0, total - seen) / rate));
    }

    public void Dispose() => ((nn.Module)encoder).Dispose();

    private Tensor Pool(Tensor tokens, TokenPooling pooling) // [B, N, D] to [B, D], or [B, 2 D]
    {
        var first = encoder is VisionTransformer ? 1 : 0; // behind the class token
        if (pooling == TokenPooling.Class) return tokens.select(1, 0).clone();
        var mean = tokens.narrow(1, first, tokens.size(1) - first).mean([1]);
        return pooling == TokenPooling.Mean ? mean : cat([tokens.select(1, 0), mean], 1);
    }

    private sealed class Stage(IRunProgress progress) : IDisposable
    {
        public void Dispose() => progress.End();
    }
}
