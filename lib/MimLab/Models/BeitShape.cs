using MimLab.Masking;

namespace MimLab.Models;

/// <summary>
/// What BEiT asks of the settings of a recipe, and what it costs: apart from these it is SimMIM with the target <c>tokens</c>.
/// </summary>
internal static class BeitShape
{
    /// <summary>Whether the settings name BEiT.</summary>
    public static bool Covers(ModelSettings model) => model.Method == "beit";

    /// <summary>Refuses what BEiT does not have, so that a recipe says what is trained.</summary>
    /// <exception cref="UserError">A setting does not suit; the message names it.</exception>
    public static void Check(ModelSettings model)
    {
        if (!Covers(model)) return;
        if (model.Backbone != "vit") throw model.Unsuited("backbone", model.Backbone, "vit");
        if (model.Head != "linear") throw model.Unsuited("head", model.Head, "linear");
        if (model.Target != "tokens") throw model.Unsuited("target", model.Target, "tokens");
        if (model.LossArea != "masked") throw model.Unsuited("lossArea", model.LossArea, "masked");
    }

    /// <summary>Refuses masks that hide nothing: there would be nothing to learn from.</summary>
    public static void RequireHidden(IMaskStrategy masks)
    {
        if (masks.MaskedCount == 0) throw new UserError("The masks hide no patch, but BEiT learns from hidden ones alone: change mask.ratio.");
    }

    /// <summary>Operations of one image of pre-training; the head sees hidden patches alone.</summary>
    public static double FlopsPerImage(ModelSettings model, MaskSettings mask, bool training)
    {
        var shape = model.PretrainingShape();
        return ModelCost.FlopsPerImage(shape, training, mask.Create(shape.Encoder.ImageSize, shape.Encoder.TokenSize).MaskedCount);
    }
}
