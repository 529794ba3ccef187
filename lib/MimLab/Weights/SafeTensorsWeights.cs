using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>The tensors of a safetensors file; those of a run's checkpoint without the optimizer's.</summary>
internal sealed class SafeTensorsWeights : WeightsFile
{
    private readonly ByteSource source;
    private readonly long dataStart;
    private readonly Dictionary<string, SafeTensorsEntry> places;

    public SafeTensorsWeights(ByteSource source) : base(source.Name)
    {
        this.source = source;
        var header = SafeTensorsHeader.Read(source);
        dataStart = header.DataStart;
        // A run's checkpoint holds the optimizer too; where it kept a moving average of the weights, that is the model.
        var prefix = new[] { "ema/", "model/" }.FirstOrDefault(p => header.Entries.Any(entry => entry.Name.StartsWith(p, StringComparison.Ordinal))) ?? "";
        var model = header.Entries.Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        var cut = prefix + (prefix.Length > 0 ? "" : StateDict.CommonPrefix(model.Select(entry => entry.Name)));
        places = model.ToDictionary(entry => entry.Name[cut.Length..], StringComparer.Ordinal);
        Entries = [.. places.Select(place => new WeightEntry(place.Key, place.Value.Type, place.Value.Shape))];
        Notes = header.Metadata;
    }

    public override string Format => "safetensors";

    public override IReadOnlyList<WeightEntry> Entries { get; }

    public override IReadOnlyDictionary<string, string> Notes { get; }

    public override Tensor Read(string name) => SafeTensors.Read(source, dataStart, places[name]);

    public override void Dispose() => source.Dispose();
}
