using MimLab.Backbones;
using MimLab.Data;
using MimLab.Targets;

namespace MimLab.Models;

/// <summary>What a model predicts, from the settings of a recipe.</summary>
internal static class TargetShape
{
    /// <summary>The target for the patches of an encoder.</summary>
    /// <param name="model">The settings.</param>
    /// <param name="encoder">The encoder.</param>
    /// <param name="loss">How pixels are scored.</param>
    /// <param name="normalisation">What is done to the input's pixels; null for ImageNet's.</param>
    /// <param name="file">The file behind the target, where the settings do not name one.</param>
    /// <exception cref="UserError">A setting is not allowed; the message names it and what is.</exception>
    public static TargetConfig Of(ModelSettings model, EncoderConfig encoder, string loss, Normalisation? normalisation, string? file)
    {
        var target = new TargetConfig
        {
            Kind = model.Target,
            Loss = loss,
            Beta = model.LossBeta,
            Area = model.LossArea,
            Size = model.TargetSize,
            Window = model.TargetWindow,
            Bins = model.Bins,
            Clusters = model.Clusters,
            Components = model.Components,
            Tokens = model.Tokens,
            File = file ?? model.Target switch { "tokens" => model.Tokenizer, "components" => model.ComponentFile, _ => model.ClusterFile },
            Normalisation = normalisation ?? Normalisation.ImageNet,
        };
        target.Validate(encoder.Channels, encoder.ImageSize, encoder.TokenSize);
        OnlyFor("model.clusterFile", model.ClusterFile, "clusters");
        OnlyFor("model.componentFile", model.ComponentFile, "components");
        OnlyFor("model.tokenizer", model.Tokenizer, "tokens");
        return target;

        void OnlyFor(string field, string? value, string kind)
        {
            if (value is not null && model.Target != kind) throw new UserError($"{field} is given, but model.target is \"{model.Target}\": leave it out, or set model.target to {kind}.");
        }
    }
}
