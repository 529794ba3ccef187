using static TorchSharp.torch;

namespace MimLab.Training;

/// <summary>What a precision means on a device.</summary>
public static class PrecisionChoice
{
    /// <summary>Whether the forward pass runs in bfloat16 autocast there.</summary>
    public static bool UsesBFloat16(this Precision precision, Device device) =>
        precision == Precision.Bf16 || (precision == Precision.Auto && Engine.SupportsBFloat16Matmul(device));

    /// <summary>"bf16" or "fp32", for records.</summary>
    public static string Resolve(this Precision precision, Device device) => precision.UsesBFloat16(device) ? "bf16" : "fp32";

    /// <summary>The scope in which a forward pass has this precision; null in float32.</summary>
    internal static IDisposable? Scope(this Precision precision, Device device) =>
        precision.UsesBFloat16(device) ? Engine.Autocast(device.type, ScalarType.BFloat16) : null;
}
