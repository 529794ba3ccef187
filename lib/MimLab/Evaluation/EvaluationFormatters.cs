using System.Globalization;

namespace MimLab.Evaluation;

/// <summary>The result of an evaluation in notebooks.</summary>
internal sealed class EvaluationFormatters
{
    public IEnumerable<object> CreateTypeFormatters() => [new TypeFormatter<EvaluationResult>("text/plain", Sentence)];

    private static string Sentence(EvaluationResult result) => result.Interrupted
        ? $"{result.Method}: stopped"
        : string.Create(CultureInfo.InvariantCulture, $"{result.Method}: {result.Top1:0.0} % of {result.TestImages:N0} test images right, from {result.Labels:N0} labelled ones")
            + (result.Layer is { } layer ? $" (best after block {layer.ToString(CultureInfo.InvariantCulture)})" : "");
}
