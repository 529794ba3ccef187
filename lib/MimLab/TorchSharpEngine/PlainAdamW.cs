using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab;

/// <summary>AdamW written with ordinary tensor operations, in PyTorch's order, for engines without a fused optimizer.</summary>
internal sealed class PlainAdamW : IFusedAdamW
{
    private readonly List<Entry> entries = [];

    public PlainAdamW(IReadOnlyList<AdamWGroup> groups)
    {
        using var detached = torch.no_grad();
        foreach (var group in groups)
            foreach (var parameter in group.Parameters)
                entries.Add(new(parameter, torch.zeros_like(parameter).DetachFromDisposeScope(), torch.zeros_like(parameter).DetachFromDisposeScope(),
                    group.WeightDecay, group.LearningRateScale));
    }

    public double LearningRate { get; set; } = 1e-3;

    public double LearningRateFloor { get; set; }

    public double Beta1 { get; set; } = 0.9;

    public double Beta2 { get; set; } = 0.999;

    public double Epsilon { get; set; } = 1e-8;

    public long StepCount { get; set; }

    public void Step() => Update(null);

    public Tensor Step(double maxNorm)
    {
        using var scope = torch.NewDisposeScope();
        using var guard = torch.no_grad();
        Tensor[] norms = [.. entries.Select(entry => entry.Parameter.grad).OfType<Tensor>().Select(gradient => gradient.norm())];
        var norm = norms.Length == 0 ? torch.zeros(Array.Empty<long>()) : torch.stack(norms).norm();
        // Infinity over an infinite norm is no number, and would be one for every parameter.
        Update(double.IsPositiveInfinity(maxNorm) ? null : (maxNorm / (norm + 1e-6)).clamp_(max: 1.0));
        return norm.MoveToOuterDisposeScope();
    }

    private void Update(Tensor? factor)
    {
        StepCount++;
        var correction1 = 1 - Math.Pow(Beta1, StepCount);
        var correction2 = Math.Sqrt(1 - Math.Pow(Beta2, StepCount));
        using var guard = torch.no_grad();
        foreach (var (parameter, mean, square, decay, scale) in entries)
        {
            using var scope = torch.NewDisposeScope();
            if (parameter.grad is not { } gradient) continue;
            if (factor is not null) gradient = gradient * factor;
            var rate = LearningRate * scale + LearningRateFloor * (1 - scale);
            parameter.mul_(1 - rate * decay);
            mean.mul_(Beta1).add_(gradient, 1 - Beta1);
            square.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            var denominator = square.sqrt().div_(correction2).add_(Epsilon);
            parameter.addcdiv_(mean, denominator, -rate / correction1);
        }
    }

    public void ZeroGrad()
    {
        foreach (var entry in entries) entry.Parameter.grad = null!;
    }

    public IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor>();
        for (var i = 0; i < entries.Count; i++)
        {
            state[$"exp_avg/{i}"] = entries[i].Mean;
            state[$"exp_avg_sq/{i}"] = entries[i].Square;
        }
        return state;
    }

    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        using var guard = torch.no_grad();
        foreach (var (name, tensor) in State())
        {
            if (!state.TryGetValue(name, out var saved)) throw new ArgumentException($"The saved AdamW state has no tensor \"{name}\".");
            if (!saved.shape.AsSpan().SequenceEqual(tensor.shape))
                throw new ArgumentException($"The saved AdamW tensor \"{name}\" is [{string.Join(", ", saved.shape)}], not [{string.Join(", ", tensor.shape)}].");
            tensor.copy_(saved);
        }
    }

    public void Dispose()
    {
        foreach (var entry in entries)
        {
            entry.Mean.Dispose();
            entry.Square.Dispose();
        }
    }

    private sealed record Entry(Parameter Parameter, Tensor Mean, Tensor Square, double Decay, double Scale);
}
