using System.Text.Json;
using System.Text.Json.Serialization;

namespace MimLab.Training;

/// <summary>metrics.jsonl: one line per logged step, in order, each step once, also after a resume.</summary>
internal sealed class MetricsLog : IDisposable
{
    private static readonly JsonSerializerOptions Options = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly StreamWriter file;

    /// <summary>
    /// Opens the log of a run that continues after <paramref name="lastStep"/>; later lines and a torn last line are cut off.
    /// </summary>
    public MetricsLog(string path, long lastStep)
    {
        var kept = File.Exists(path) ? File.ReadLines(path).TakeWhile(line => StepOf(line) is { } step && step <= lastStep).ToArray() : [];
        DurableFile.Replace(path, "the metrics", stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            foreach (var line in kept) writer.Write(line + "\n");
        });
        file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
    }

    /// <summary>Adds one line.</summary>
    public void Write(StepReport r) => file.Write(JsonSerializer.Serialize(new
    {
        step = r.Step,
        images = r.Images,
        epoch = Math.Round(r.Epoch, 4),
        loss = r.Loss,
        lr = r.LearningRate,
        gradNorm = r.GradientNorm,
        imagesPerSecond = Math.Round(r.ImagesPerSecond, 1),
        seconds = Math.Round(r.Seconds, 3),
        readings = r.Readings,
    }, Options) + "\n");

    /// <summary>Makes sure that the lines survive a power cut, as the checkpoint that relies on them does.</summary>
    public void FlushToDisk() => ((FileStream)file.BaseStream).Flush(flushToDisk: true);

    public void Dispose() => file.Dispose();

    private static long? StepOf(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("step").GetInt64();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
