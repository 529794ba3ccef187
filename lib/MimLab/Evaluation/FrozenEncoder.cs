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

    /// <summary>Number of blocks.</summary>
    public int Depth => encoder.Depth;

    /// <summary>Begins a stage that extracts features of so many images in all.</summary>
    public void Begin(string stage, long images)
    {
        (seen, total) = (0, images);
        watch.Restart();
        progress.Begin(stage, images);
    }

    /// <summary>
    /// Extracts features of every image of a loader: of the encoder's output when <paramref name="blocks"/> is empty, else of each
    /// block named (from 0), mean-pooled over patch tokens, all from one forward pass. Null when stopped.
    /// </summary>
    public FeatureSet? Extract(Loader images, IReadOnlyList<int> blocks, Precision precision, CancellationToken stop)
    {
        using var inference = no_grad(); // not inference mode: the cached features are trained on
        using var scope = NewDisposeScope();
        var parts = Enumerable.Range(0, Math.Max(1, blocks.Count)).Select(_ => new List<Tensor>()).ToArray();
        var labels = new List<Tensor>();
        var before = seen;
        foreach (var batch in images.Epoch(0))
        {
            using var owned = batch;
            if (stop.IsCancellationRequested) return null;
            using var step = NewDisposeScope();
            using var lowered = precision.Scope(device);
            var pixels = batch.Images.to(device); // [B, 3, H, W]
            var features = blocks.Count == 0 ? [encoder.Features(pixels)] : Pooled(encoder.Trace(pixels), blocks); // of [B, D]
            for (var i = 0; i < parts.Length; i++) parts[i].Add(features[i].to(ScalarType.Float32).MoveToOuterDisposeScope());
            labels.Add(batch.Labels.to(device, copy: true).MoveToOuterDisposeScope());
            Tell(batch.Labels.size(0));
        }
        if (before + images.Data.Count - seen is > 0 and var skipped) Tell(skipped); // unreadable images are done with, too
        if (images.Data.Unreadable.Summary() is { } unreadable) progress.Note(unreadable);
        return new FeatureSet([.. parts.Select(p => cat(p.ToArray(), 0).MoveToOuterDisposeScope())], cat(labels.ToArray(), 0).MoveToOuterDisposeScope());
    }

    private void Tell(long images)
    {
        seen += images;
        var rate = seen / watch.Elapsed.TotalSeconds;
        progress.Report(new StepReport(0, 0, seen, total, 0, double.NaN, double.NaN, double.NaN, rate, watch.Elapsed.TotalSeconds, Math.Max(0, total - seen) / rate));
    }

    public void Dispose() => ((nn.Module)encoder).Dispose();

    private Tensor[] Pooled(EncoderTrace trace, IReadOnlyList<int> blocks)
    {
        var first = encoder is VisionTransformer ? 1 : 0; // the class token left out
        return [.. blocks.Select(b => trace.Blocks[b]).Select(t => t.narrow(1, first, t.size(1) - first).mean([1]))];
    }
}
