using MimLab.Data;
using MimLab.Training;
using TorchSharp;

namespace MimLab.Evaluation;

/// <summary>Extracts the features of every image once, and trains the classifiers on these.</summary>
internal sealed class CachedProbe : IBlockJudge
{
    private readonly ProbeSettings settings;
    private readonly FrozenEncoder encoder;
    private readonly Loader train, test;
    private readonly RunContext context;
    private readonly int together; // blocks whose features fit into memory

    /// <summary>A probe.</summary>
    /// <param name="settings">The probe section.</param>
    /// <param name="encoder">The encoder.</param>
    /// <param name="train">The labelled images, in order.</param>
    /// <param name="test">The test images, in order.</param>
    /// <param name="context">Seed, progress, stop signal.</param>
    /// <param name="mostBytes">Features in memory at a time; those of one block may be more.</param>
    public CachedProbe(ProbeSettings settings, FrozenEncoder encoder, Loader train, Loader test, RunContext context, long mostBytes)
    {
        (this.settings, this.encoder, this.train, this.test, this.context) = (settings, encoder, train, test, context);
        var images = (long)train.Data.Count + test.Data.Count;
        var blocks = settings.Layer is null ? encoder.Depth : 1;
        var size = settings.Pooling == TokenPooling.ClassAndMean ? 2 * encoder.Width : encoder.Width; // at most: stages of an encoder differ
        together = (int)Math.Clamp(mostBytes / (sizeof(float) * images * size), 1, blocks);
    }

    /// <inheritdoc/>
    public long Seen { get; private set; }

    /// <inheritdoc/>
    public double TrainingSeconds => 0;

    /// <inheritdoc/>
    public IReadOnlyList<CurvePoint> Judge(int[] blocks, bool heldOut)
    {
        var scores = new List<CurvePoint>();
        int[][] passes = [.. blocks.Chunk(together)];
        using var stage = encoder.Begin(heldOut ? "linear probe: choosing" : "linear probe", (train.Data.Count + (heldOut ? 0L : test.Data.Count)) * passes.Length);
        foreach (var pass in passes)
        {
            using var all = encoder.Extract(train, pass, settings, settings.Precision, context.Stop);
            if (all is null) break;
            if (heldOut)
            {
                var (kept, held) = all.HoldOut(settings.HeldOut, train.Data.ClassCount, context.Seed);
                using (kept) using (held) Score(pass, kept, held, scores, heldOut);
                continue;
            }
            using var asked = encoder.Extract(test, pass, settings, settings.Precision, context.Stop);
            if (asked is not null) Score(pass, all, asked, scores, heldOut);
        }
        return scores;
    }

    private void Score(int[] pass, FeatureSet learned, FeatureSet asked, List<CurvePoint> scores, bool heldOut)
    {
        foreach (var (i, block) in pass.Index())
        {
            using var classifier = new LinearClassifier(learned.Layers[i].size(1), train.Data.ClassCount, settings, context.Seed);
            classifier.to(encoder.Device);
            FeatureTraining.Run(classifier, learned.Layers[i], learned.Labels, settings, context.Seed, context.Stop);
            if (context.Stop.IsCancellationRequested) return;
            Seen += (long)(settings.Epochs * learned.Count);
            scores.Add(new(block + 1, classifier.Top1(asked.Layers[i], asked.Labels)));
            LinearProbe.Tell(context, scores[^1], heldOut);
        }
    }
}
