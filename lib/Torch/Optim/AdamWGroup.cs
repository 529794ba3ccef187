using TorchSharp.Modules;

namespace MimLab;

/// <summary>Parameters that share their options in <see cref="IFusedAdamW"/>.</summary>
/// <param name="Parameters">The parameters.</param>
/// <param name="WeightDecay">Share of a parameter taken off each step, times the learning rate.</param>
/// <param name="LearningRateScale">What the optimizer's learning rate is multiplied by, less its floor, as in layer-wise decay.</param>
public sealed record AdamWGroup(IReadOnlyList<Parameter> Parameters, double WeightDecay, double LearningRateScale = 1.0);
