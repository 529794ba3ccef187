using System.Globalization;
using MimLab.Backbones;

namespace MimLab.Models;

/// <summary>
/// Refuses a model whose weights alone exceed the machine's memory, before the first is made, and one whose training does, before
/// the first step: the system grants most of it page by page, and grinds to a halt when it is too late to stop.
/// </summary>
internal static class ModelMemory
{
    private const double BytesPerParameter = 4;
    private const double BytesPerTrainedParameter = 16; // the number, its gradient, AdamW's two means

    /// <summary>Checks an encoder, with a linear head, against the memory that this process may use.</summary>
    /// <exception cref="UserError">The weights do not fit.</exception>
    public static void Require(EncoderConfig shape) => Require(new SimMimConfig { Encoder = shape });

    /// <summary>Checks a model to pre-train against the memory that this process may use.</summary>
    /// <exception cref="UserError">The weights do not fit.</exception>
    public static void Require(SimMimConfig model) => Require(model, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>Checks an MAE or MFF model against the memory that this process may use.</summary>
    /// <exception cref="UserError">The weights do not fit.</exception>
    public static void Require(MaeConfig model) =>
        Require(model.Encoder, ModelCost.ParameterCount(model), anotherHead: true, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>Checks a MixMIM model against the memory that this process may use.</summary>
    /// <exception cref="UserError">The weights do not fit.</exception>
    public static void Require(MixMimConfig model) =>
        Require(model.Encoder, MixMimCost.ParameterCount(model), anotherHead: true, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    internal static void Require(SimMimConfig model, double available) =>
        Require(model.Encoder, ModelCost.ParameterCount(model), model.Head.Kind != "linear", available);

    private static void Require(EncoderConfig shape, long parameters, bool anotherHead, double available)
    {
        if (parameters * BytesPerParameter <= available) return;
        throw new UserError(string.Create(CultureInfo.InvariantCulture,
            $"A model of {Size(shape)} has {parameters / 1e9:N1} billion parameters, {parameters * BytesPerParameter / 1e9:N0} GB of weights alone, "
            + $"but this machine has {available / 1e9:N0} GB of memory: make model.width or model.depth{(anotherHead ? ", or those of the head," : "")} smaller."));
    }

    private static string Size(EncoderConfig shape) => shape switch
    {
        SwinTransformerConfig swin => $"width {swin.Width} and depths {string.Join("-", swin.Depths)}",
        MixMimTransformerConfig mixed => $"width {mixed.Width} and depths {string.Join("-", mixed.Depths)}",
        VisionTransformerConfig vit => $"width {vit.Width} and depth {vit.Depth}",
        _ => $"output width {shape.OutputWidth}",
    };

    /// <summary>Checks what a step of training holds at once on the CPU, and advises checkpointing where that helps.</summary>
    /// <param name="parameters">Trained numbers.</param>
    /// <param name="averaged">Whether a moving average of the weights is kept beside them.</param>
    /// <param name="step">
    /// The encoder and the images of a pass, where all of it learns from whole images; null where less is held.
    /// </param>
    /// <exception cref="UserError">
    /// Weights, gradients and the optimizer's means, or they and the activations, do not fit.
    /// </exception>
    public static void RequireForTraining(long parameters, bool averaged, StepShape? step = null) =>
        RequireForTraining(parameters, averaged, step, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    internal static void RequireForTraining(long parameters, bool averaged, StepShape? step, double available)
    {
        var needed = parameters * (BytesPerTrainedParameter + (averaged ? BytesPerParameter : 0));
        if (needed > available)
            throw new UserError(string.Create(CultureInfo.InvariantCulture,
                $"Training {parameters / 1e9:N1} billion parameters takes {needed / 1e9:N0} GB for weights, gradients and optimizer alone, "
                + $"but this machine has {available / 1e9:N0} GB of memory: make model.width or model.depth smaller."));
        if (step is null || needed + step.Bytes <= available) return;
        var again = step with { Encoder = step.Encoder with { Checkpointing = true } };
        var advice = !step.Encoder.Checkpointing && needed + again.Bytes <= available ? "set model.checkpointing to true, or make batch smaller" : "make batch smaller";
        throw new UserError(string.Create(CultureInfo.InvariantCulture,
            $"A batch of {step.Batch} takes about {step.Bytes / 1e9:N0} GB for what the backward pass needs, beside {needed / 1e9:N0} GB for weights, gradients "
            + $"and optimizer, but this machine has {available / 1e9:N0} GB of memory: {advice} (accumulate makes up for it)."));
    }
}
