using TorchSharp;
using TorchSharp.Modules;

namespace MimLab.Training;

/// <summary>
/// A model's parameters for AdamW: with and without weight decay, and by layer where the learning rate decays with depth.
/// </summary>
public static class ParameterGroups
{
    /// <summary>Groups of equal treatment; every trainable parameter is in exactly one, in the model's order within it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="decays">Whether weight decay applies to a parameter.</param>
    /// <param name="weightDecay">The weight decay where it applies.</param>
    /// <param name="scale">Factor on the learning rate by name; null for 1.</param>
    public static IReadOnlyList<AdamWGroup> Of(
        torch.nn.Module model, Func<string, Parameter, bool> decays, double weightDecay, Func<string, double>? scale = null) =>
        [.. model.named_parameters()
            .Where(p => p.Item2.requires_grad)
            .GroupBy(p => (Decays: decays(p.Item1, p.Item2), Scale: scale?.Invoke(p.Item1) ?? 1))
            .Select(g => new AdamWGroup([.. g.Select(p => p.Item2)], g.Key.Decays ? weightDecay : 0, g.Key.Scale))];

    /// <summary>
    /// Layer-wise learning-rate decay (Clark et al. 2020; BEiT; SimMIM, section 4.1.1): decay^(layers - 1 - layer), so the last
    /// layer learns at the full rate and the embedding slowest.
    /// </summary>
    public static double LayerScale(double decay, int layer, int layers) => Math.Pow(decay, layers - 1 - layer);
}
