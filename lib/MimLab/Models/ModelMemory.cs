using System.Globalization;
using MimLab.Backbones;

namespace MimLab.Models;

/// <summary>
/// Refuses a model whose weights alone exceed the machine's memory, before the first is made: the system grants most of such
/// a model page by page, and grinds to a halt when it is too late to stop.
/// </summary>
internal static class ModelMemory
{
    private const double BytesPerParameter = 4;

    /// <summary>Checks an encoder, with a linear head, against the memory that this process may use.</summary>
    /// <exception cref="UserError">The weights do not fit.</exception>
    public static void Require(VisionTransformerConfig shape) => Require(new SimMimConfig { Encoder = shape });

    /// <summary>Checks a model to pre-train against the memory that this process may use.</summary>
    /// <exception cref="UserError">The weights do not fit.</exception>
    public static void Require(SimMimConfig model) => Require(model, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    internal static void Require(SimMimConfig model, double available)
    {
        var (shape, parameters) = (model.Encoder, ModelCost.ParameterCount(model));
        if (parameters * BytesPerParameter <= available) return;
        throw new UserError(string.Create(CultureInfo.InvariantCulture,
            $"A model of width {shape.Width} and depth {shape.Depth} has {parameters / 1e9:N1} billion parameters, {parameters * BytesPerParameter / 1e9:N0} GB of weights alone, "
            + $"but this machine has {available / 1e9:N0} GB of memory: make model.width or model.depth{(model.Head.Kind == "linear" ? "" : ", or those of the head,")} smaller."));
    }
}
