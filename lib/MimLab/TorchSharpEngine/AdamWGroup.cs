using TorchSharp.Modules;

namespace MimLab;

/// <summary>Parameters that share a weight decay and a factor on the learning rate (layer-wise decay).</summary>
public sealed record AdamWGroup(IReadOnlyList<Parameter> Parameters, double WeightDecay, double LearningRateScale = 1.0);
