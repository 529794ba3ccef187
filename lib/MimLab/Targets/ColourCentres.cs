using System.Text.Json;
using MimLab.Data;

namespace MimLab.Targets;

/// <summary>
/// The centres of colour clusters, as iGPT (Chen et al. 2020) makes them: k-means over the colours of a data set's pixels.
/// </summary>
public sealed record ColourCentres
{
    private const string Kind = "mimlab-colour-clusters-1";
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>Marks the file.</summary>
    public string Format { get; init; } = Kind;

    /// <summary>Name of the images.</summary>
    public required string Data { get; init; }

    /// <summary>Hash of the images.</summary>
    public required string DataHash { get; init; }

    /// <summary>How many images the pixels are from.</summary>
    public required int Images { get; init; }

    /// <summary>How many pixels were clustered.</summary>
    public required int Pixels { get; init; }

    /// <summary>Seed of the choice of pixels and of the clustering.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Mean squared distance of a pixel to the nearest centre, colours from 0 to 1.</summary>
    public required double Error { get; init; }

    /// <summary>Red, green and blue of each centre, from 0 to 1.</summary>
    public required IReadOnlyList<double[]> Centres { get; init; }

    /// <summary>Clusters the colours of randomly chosen pixels of randomly chosen images.</summary>
    /// <param name="data">The images.</param>
    /// <param name="count">How many centres; 512 in iGPT.</param>
    /// <param name="images">At most so many images.</param>
    /// <param name="pixelsPerImage">Pixels of each.</param>
    /// <param name="iterations">At most so many rounds of k-means.</param>
    /// <param name="seed">Seed of all choices.</param>
    /// <exception cref="UserError">The pixels have fewer different colours than centres.</exception>
    public static ColourCentres Of(IImageDataset data, int count, int images, int pixelsPerImage, int iterations, ulong seed)
    {
        var order = new int[data.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        SampleRandom.For(seed, 0, 0, RandomStreams.Order).Shuffle<int>(order);
        var (colours, buffer, used) = (new List<double>(), new ImageBuffer(), 0);
        foreach (var index in order.Take(images))
        {
            try
            {
                data.Read(index, buffer);
            }
            catch (UnreadableImageException)
            {
                continue; // counted and named by the data set
            }
            used++;
            var random = SampleRandom.For(seed, 0, index, RandomStreams.Augmentation);
            for (var i = 0; i < pixelsPerImage; i++)
            {
                var pixel = buffer.Pixels.Slice(random.NextInt(buffer.Width * buffer.Height) * 3, 3);
                for (var c = 0; c < 3; c++) colours.Add(pixel[c] / 255.0);
            }
        }
        var (centres, error) = KMeans.Cluster(colours.ToArray(), 3, count, iterations, seed);
        return new ColourCentres
        {
            Data = data.Name,
            DataHash = data.Hash,
            Images = used,
            Pixels = colours.Count / 3,
            Seed = seed,
            Error = error,
            Centres = [.. centres.Chunk(3)],
        };
    }

    /// <summary>Reads a file of centres.</summary>
    /// <exception cref="UserError">The file is missing or is none of these; the message names it.</exception>
    public static ColourCentres Load(string path)
    {
        try
        {
            var read = JsonSerializer.Deserialize<ColourCentres>(File.ReadAllText(path), Options);
            if (read is { Format: Kind, Centres.Count: > 1 } && read.Centres.All(c => c is [>= 0 and <= 1, >= 0 and <= 1, >= 0 and <= 1])) return read;
        }
        catch (JsonException)
        {
            // Told below.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"Cannot read the colour clusters {path}: make them with 'mim clusters RECIPE', or leave model.clusterFile out.", e);
        }
        throw new UserError($"{path} is no file of colour clusters: make one with 'mim clusters RECIPE'.");
    }

    /// <summary>Writes the file.</summary>
    public void Write(Stream stream) => JsonSerializer.Serialize(stream, this, Options);
}
