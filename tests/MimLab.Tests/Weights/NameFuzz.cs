using MimLab.Backbones;
using MimLab.Heads;
using MimLab.Models;
using MimLab.Targets;
using MimLab.Tests.Training;
using MimLab.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Tests.Weights;

/// <summary>Files of sound bytes with wrong tensors, and small models of every family to put them into.</summary>
internal sealed class NameFuzz : IDisposable
{
    private readonly Module[] models;
    private readonly (string Name, long[] Shape)[][] sound;
    private int turn;

    public NameFuzz()
    {
        var vit = new VisionTransformerConfig { ImageSize = 8, PatchSize = 4, Width = 8, Depth = 1, Heads = 2, AbsolutePositions = true };
        var swin = new SwinTransformerConfig { ImageSize = 16, PatchSize = 2, Width = 4, Depths = [1, 1], Heads = [1, 2], Window = 4 };
        var mae = new MaeConfig
        {
            Encoder = MaeConfig.EncoderOf(vit with { SharedPositionBias = false, LayerScale = null }),
            Decoder = new HeadConfig { Kind = "decoder", Width = 8, Depth = 1, Heads = 2 },
        };
        using var folder = new TemporaryFolder();
        using (var tokenizer = new DiscreteVae(new() { Side = 4, Tokens = 5, Width = 4, Blocks = 1 }))
        using (var stream = File.Create(folder["tokenizer"])) tokenizer.Write(stream, new Dictionary<string, string>());
        Module[] whole =
        [
            new SimMim(new SimMimConfig { Encoder = vit }), new SimMim(new SimMimConfig { Encoder = swin }),
            new Mae(mae), new Mff(mae with { Encoder = mae.Encoder with { Depth = 2 }, FusedBlocks = [0, 1] }),
            new MixMim(new MixMimConfig
            {
                Encoder = new MixMimTransformerConfig { ImageSize = 16, PatchSize = 2, Width = 4, Depths = [1, 1], Heads = [1, 1], Windows = [2, 2] },
                DecoderWidth = 8, DecoderDepth = 1, DecoderHeads = 1,
            }),
            new Beit(new SimMimConfig { Encoder = vit with { AbsolutePositions = false }, Target = new() { Kind = "tokens", Tokens = 5, File = folder["tokenizer"] } }),
        ];
        models = [.. whole, .. whole.Cast<MaskedImageModel>().Select(model => (Module)model.Encoder), new SwinTransformer(swin with { ImageSize = 24, Window = 6 })];
        var states = models.Select(model => model.state_dict()).ToArray();
        sound =
        [
            .. states.Select(state => Shapes(CheckpointNames.Rename(state, CheckpointNames.ToOfficial(state.Keys)))),
            .. states.Take(3).Select(state => Shapes(state)),
            Shapes(CheckpointNames.ToTimm(states[1])), Shapes(CheckpointNames.ToTimm(states[2])),
        ];
    }

    public int Complete { get; private set; }

    public int Incomplete { get; private set; }

    /// <summary>A file of one family's tensors after some changes to names and shapes.</summary>
    public byte[] Draw(Random random)
    {
        using var scope = NewDisposeScope();
        var tensors = sound[random.Next(sound.Length)].ToDictionary(item => item.Name, item => item.Shape);
        for (var change = random.Next(0, 6); change > 0; change--)
        {
            var (name, shape) = tensors.ElementAt(random.Next(tensors.Count));
            var (other, otherShape) = sound[random.Next(sound.Length)] is var pool ? pool[random.Next(pool.Length)] : default;
            switch (random.Next(8))
            {
                case 0: tensors.Remove(name); break;
                case 1: tensors[other] = otherShape; break;
                case 2: tensors[name] = otherShape; break;
                case 3: tensors[name] = [.. shape.Select(size => random.Next(3) == 0 ? random.Next(0, 30) : size)]; break;
                case 4: tensors[name] = [.. shape.Skip(1)]; break;
                case 5: tensors[Prefixes[random.Next(Prefixes.Length)] + name] = shape; break;
                case 6: tensors[name.Replace("0", random.Next(12000).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)] = shape; break;
                default: tensors = tensors.ToDictionary(item => Prefixes[change % Prefixes.Length] + item.Key, item => item.Value); break;
            }
            if (tensors.Count == 0) break;
        }
        var type = Types[random.Next(Types.Length)];
        return SafeTensorsTests.Bytes(tensors.ToDictionary(item => item.Key, item => zeros(item.Value, type)));
    }

    /// <summary>
    /// Maps tensors to every set of names, and puts them into one of the models; only a clear error may come of it.
    /// </summary>
    public void Try(IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach (var act in (Action[])
            [
                () => CheckpointNames.Rename(tensors, CheckpointNames.ToOurs(tensors.Keys)),
                () => CheckpointNames.Rename(tensors, CheckpointNames.ToOfficial(tensors.Keys)),
                () => CheckpointNames.ToTimm(tensors),
                () => Fill(models[turn++ % models.Length], tensors),
            ])
        {
            try
            {
                act();
            }
            catch (UserError error)
            {
                Assert.EndsWith(".", error.Message);
            }
        }
    }

    public void Dispose()
    {
        foreach (var model in models) model.Dispose();
    }

    private void Fill(Module model, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var report = PretrainedEncoder.Fill(model, tensors);
        if (report.Complete) Complete++;
        else Incomplete++;
        Assert.True(report.Complete || report.Missing.Count + report.WrongShape.Count > 0 || report.OtherModel is not null);
    }

    private static readonly string[] Prefixes = ["encoder.", "decoder.", "backbone.", "neck.", "module.", "head.", "head.fc.", "fusion.", "lm_head."];
    private static readonly ScalarType[] Types = [ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Bool];

    private static (string, long[])[] Shapes(IReadOnlyDictionary<string, Tensor> state) => [.. state.Select(item => (item.Key, item.Value.shape))];
}
