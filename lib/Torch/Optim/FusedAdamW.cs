using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab;

/// <summary>AdamW through the shim's own operator, which updates all parameters in one call and clips on the way.</summary>
internal sealed class FusedAdamW : IFusedAdamW
{
    private static readonly Operator _adamw = new("mimlab::adamw_"), _norm = new("mimlab::grad_norm");

    private readonly Parameter[] _parameters;
    private readonly double[] _scales, _decays;
    private readonly Tensor[] _averages, _squares;
    private readonly Tensor _steps; // [parameters], int64 on the CPU

    internal FusedAdamW(IReadOnlyList<AdamWGroup> groups)
    {
        _parameters = [.. groups.SelectMany(group => group.Parameters)];
        if (_parameters.Distinct<Parameter>(ReferenceEqualityComparer.Instance).Count() < _parameters.Length)
            throw new ArgumentException("A parameter appears twice in the optimizer's parameter groups.");
        _scales = [.. groups.SelectMany(group => group.Parameters.Select(_ => group.LearningRateScale))];
        _decays = [.. groups.SelectMany(group => group.Parameters.Select(_ => group.WeightDecay))];
        _averages = [.. _parameters.Select(Zeros)];
        _squares = [.. _parameters.Select(Zeros)];
        _steps = zeros([_parameters.Length], ScalarType.Int64).DetachFromDisposeScope();
    }

    public double LearningRate { get; set; } = 1e-3;

    public double LearningRateFloor { get; set; }

    public double Beta1 { get; set; } = 0.9;

    public double Beta2 { get; set; } = 0.999;

    public double Epsilon { get; set; } = 1e-8;

    public long StepCount
    {
        get
        {
            var most = 0L;
            foreach (var count in Counts) most = Math.Max(most, count);
            return most;
        }
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            var change = value - StepCount;
            foreach (ref var count in Counts) count = Math.Max(0, count + change);
        }
    }

    private Span<long> Counts => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(_steps.bytes);

    public void Step()
    {
        using var scope = NewDisposeScope();
        var (indices, gradients) = Gradients();
        Update(indices, gradients, null);
    }

    public Tensor Step(double maxNorm)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var (indices, gradients) = Gradients();
        var norm = gradients.Length == 0 ? zeros(Array.Empty<long>()) : _norm.Call(gradients);
        // Infinity over an infinite norm is no number, and would be one for every parameter.
        Update(indices, gradients, double.IsPositiveInfinity(maxNorm) ? null : (maxNorm / (norm + 1e-6)).clamp_(max: 1.0));
        return norm.MoveToOuterDisposeScope();
    }

    public void ZeroGrad()
    {
        foreach (var parameter in _parameters) parameter.grad = null;
    }

    public IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor>(2 * _parameters.Length + 1) { ["step"] = _steps };
        for (var i = 0; i < _parameters.Length; i++)
        {
            state[$"exp_avg/{i}"] = _averages[i];
            state[$"exp_avg_sq/{i}"] = _squares[i];
        }
        return state;
    }

    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        var own = State();
        foreach (var (key, target) in own)
        {
            if (!state.TryGetValue(key, out var source))
            {
                if (key == "step") continue;
                throw new ArgumentException($"The optimizer state lacks '{key}'; it was saved for other parameters.");
            }
            if (!source.shape.AsSpan().SequenceEqual(target.shape))
            {
                throw new ArgumentException($"The optimizer state '{key}' has shape [{string.Join(", ", source.shape)}] instead of " +
                                            $"[{string.Join(", ", target.shape)}]; it was saved for other parameters.");
            }
        }
        using var untracked = no_grad();
        foreach (var (key, target) in own)
        {
            if (state.TryGetValue(key, out var source)) target.copy_(source);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _averages.Concat(_squares)) tensor.Dispose();
        _steps.Dispose();
    }

    private (List<int> Indices, Tensor[] Gradients) Gradients()
    {
        var indices = new List<int>(_parameters.Length);
        var gradients = new List<Tensor>(_parameters.Length);
        for (var i = 0; i < _parameters.Length; i++)
        {
            if (_parameters[i].grad is not { } gradient) continue;
            gradients.Add(gradient);
            indices.Add(i);
        }
        return (indices, [.. gradients]);
    }

    private void Update(List<int> indices, Tensor[] gradients, Tensor? factor)
    {
        if (indices.Count == 0) return;
        indices.ForEach(Follow);
        var counts = Counts.ToArray();
        using var untracked = no_grad();
        _adamw.CallVoid(Select<Tensor>(_parameters, indices), gradients, Select(_averages, indices), Select(_squares, indices),
            indices.ConvertAll(i => LearningRate * _scales[i] + LearningRateFloor * (1 - _scales[i])).ToArray(), Select(_decays, indices),
            indices.ConvertAll(i => counts[i] + 1).ToArray(), Beta1, Beta2, Epsilon, factor);
        foreach (var i in indices) counts[i]++;
        counts.CopyTo(Counts);
    }

    // The state goes where its parameter has been moved to.
    private void Follow(int index)
    {
        var parameter = _parameters[index];
        foreach (var states in new[] { _averages, _squares })
        {
            var state = states[index];
            if (state.device_type == parameter.device_type && state.device_index == parameter.device_index &&
                state.dtype == parameter.dtype) continue;
            states[index] = state.to(parameter.dtype, parameter.device).DetachFromDisposeScope();
            state.Dispose();
        }
    }

    private static T[] Select<T>(T[] all, List<int> indices)
        => indices.Count == all.Length ? all : indices.ConvertAll(i => all[i]).ToArray();

    private static Tensor Zeros(Parameter parameter)
    {
        using var untracked = no_grad();
        return zeros_like(parameter).DetachFromDisposeScope();
    }
}
