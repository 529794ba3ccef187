namespace TorchSharp;

/// <summary>Yes-or-no facts of a tensor; the numbers are those of the shim's <c>Flag</c>.</summary>
internal enum TensorFlag
{
    Contiguous, RequiresGrad, Leaf, Sparse, Pinned, Complex, Conjugate, Inference,
}
