using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Targets;

/// <summary>Softmax cross-entropy of the places of a patch, for targets that are classes.</summary>
internal static class ClassErrors
{
    /// <summary>The sum of -log p(true class) over the places of each patch.</summary>
    /// <param name="predicted">Logits, classes fastest [B, L, places K]</param>
    /// <param name="truth">int64 [B, L, places]</param>
    /// <param name="classes">K</param>
    /// <returns>[B, L], in float32 or wider</returns>
    public static Tensor Of(Tensor predicted, Tensor truth, int classes)
    {
        using var scope = NewDisposeScope();
        var errors = functional.cross_entropy(Logits(predicted, classes).flatten(0, -2), truth.reshape(-1), reduction: Reduction.None);
        return errors.view(truth.size(0), truth.size(1), -1).sum(-1).MoveToOuterDisposeScope();
    }

    /// <summary>The probability of each class: [B, L, places K] to [B, L, places, K].</summary>
    public static Tensor Probabilities(Tensor predicted, int classes)
    {
        using var scope = NewDisposeScope();
        return functional.softmax(Logits(predicted, classes), -1).MoveToOuterDisposeScope();
    }

    // The logarithm of a sum needs more than bfloat16's eight bits.
    private static Tensor Logits(Tensor predicted, int classes) =>
        (predicted.dtype == ScalarType.BFloat16 ? predicted.to(ScalarType.Float32) : predicted).unflatten(-1, -1, classes);
}
