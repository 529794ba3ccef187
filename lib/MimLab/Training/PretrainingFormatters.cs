using System.Globalization;

namespace MimLab.Training;

/// <summary>The end of a pre-training in notebooks.</summary>
internal sealed class PretrainingFormatters
{
    public IEnumerable<object> CreateTypeFormatters() => [new TypeFormatter<PretrainingResult>("text/plain", Sentence)];

    private static string Sentence(PretrainingResult result) => string.Create(CultureInfo.InvariantCulture,
        $"{(result.Interrupted ? "stopped" : "pre-trained")} after {result.ImagesSeen:N0} images, loss {result.FinalLoss:0.000}");
}
