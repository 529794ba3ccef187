namespace MimLab.Training;

/// <summary>The arithmetic of the forward and backward pass; parameters and optimizer state are always float32.</summary>
public enum Precision
{
    /// <summary>bfloat16 where the device multiplies it in hardware, float32 elsewhere.</summary>
    Auto,

    /// <summary>float32 everywhere: bit-exact on one machine.</summary>
    Fp32,

    /// <summary>bfloat16 autocast: matrix products in bfloat16, reductions in float32.</summary>
    Bf16,
}
