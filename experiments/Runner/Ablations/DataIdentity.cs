using MimLab.Data;

namespace MimLab.Runner.Ablations;

/// <summary>Name and content hash of the training sets that a plan uses, each opened once.</summary>
public sealed class DataIdentity
{
    private readonly Dictionary<DatasetSettings, IImageDataset> opened = [];

    /// <summary>Short name for records and tables.</summary>
    public string Name(DatasetSettings settings) => Open(settings).Name;

    /// <summary>SHA-256 of the content.</summary>
    public string Hash(DatasetSettings settings) => Open(settings).Hash;

    /// <summary>What a record should say about the set: images that could not be read.</summary>
    public IReadOnlyList<string> Notes(DatasetSettings settings) => Open(settings).Unreadable.Summary() is { } summary ? [summary] : [];

    /// <summary>Opens the set, and complains now rather than after hours when it is missing.</summary>
    /// <exception cref="UserError">The files are not there.</exception>
    public IImageDataset Open(DatasetSettings settings)
    {
        if (!opened.TryGetValue(settings, out var set)) opened[settings] = set = settings.Open(Split.Train);
        return set;
    }
}
