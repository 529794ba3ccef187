using MimLab.Masking;

namespace MimLab.Models;

/// <summary>
/// What pre-training of a recipe's model costs, whatever its method; <see cref="ModelCost"/> says how it is counted.
/// </summary>
public static class PretrainingCost
{
    /// <summary>Learned numbers of the whole model in pre-training.</summary>
    /// <exception cref="UserError">A setting of the model is not allowed.</exception>
    public static long Parameters(ModelSettings model) =>
        MixMimShape.Covers(model) ? MixMimCost.ParameterCount(MixMimShape.Of(model))
        : MaeShape.Covers(model) ? ModelCost.ParameterCount(MaeShape.Of(model)) : ModelCost.ParameterCount(model.PretrainingShape());

    /// <summary>Floating-point operations of one image of pre-training.</summary>
    /// <param name="model">The model.</param>
    /// <param name="mask">
    /// What hides patches; it matters to methods that encode the kept ones alone, or whose head sees only the hidden ones.
    /// </param>
    /// <param name="training">Forward and backward, or forward only.</param>
    /// <exception cref="UserError">A setting is not allowed.</exception>
    public static double FlopsPerImage(ModelSettings model, MaskSettings mask, bool training = true) =>
        MixMimShape.Covers(model) ? MixMimCost.FlopsPerImage(MixMimShape.Of(model), training)
        : MaeShape.Covers(model) ? ModelCost.FlopsPerImage(MaeShape.Of(model), KeptPatches(model, mask) ?? 0, training)
        : BeitShape.Covers(model) ? BeitShape.FlopsPerImage(model, mask, training)
        : ModelCost.FlopsPerImage(model.PretrainingShape(), training);

    /// <summary>How many patches the encoder sees of an image, or null for a method whose encoder always sees all.</summary>
    public static int? KeptPatches(ModelSettings model, MaskSettings mask)
    {
        if (!MaeShape.Covers(model)) return null;
        var shape = MaeShape.Of(model);
        if (!shape.SeesKeptAlone) return null;
        var masks = mask.Create(shape.Encoder.ImageSize, shape.Encoder.PatchSize);
        MaeShape.RequireKept(shape, masks);
        return shape.Patches - masks.MaskedCount!.Value;
    }

    /// <summary>
    /// What an image of evaluation, which the encoder sees whole, costs compared with one of pre-training. Where pre-training
    /// sees it whole as well and has no decoder to speak of, it is counted as equal.
    /// </summary>
    public static double EvaluationShare(ModelSettings model, MaskSettings mask) =>
        MaeShape.Covers(model) || MixMimShape.Covers(model) ? ModelCost.ClassifierFlopsPerImage(model.AnyFineTuningShape(), classes: 1) / FlopsPerImage(model, mask) : 1;
}
