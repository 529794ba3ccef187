using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimLab.Training;

/// <summary>
/// The exponential moving average of a model's parameters: average = decay * average + (1 - decay) * parameter, at every update.
/// </summary>
public sealed class WeightAverage : IDisposable
{
    private readonly (string Name, Parameter Parameter, Tensor Average)[] entries;
    private readonly Tensor pull; // [], 1 - decay

    /// <summary>Starts at the present parameters.</summary>
    public WeightAverage(nn.Module model, double decay)
    {
        using var frozen = no_grad();
        entries = [.. model.named_parameters().Select(p => (p.Item1, p.Item2, p.Item2.detach().clone().DetachFromDisposeScope()))];
        pull = tensor((float)(1 - decay), device: entries[0].Average.device).DetachFromDisposeScope();
    }

    /// <summary>The averages by parameter name: live tensors.</summary>
    public IEnumerable<(string Name, Tensor Average)> Tensors => entries.Select(e => (e.Name, e.Average));

    /// <summary>Moves every average towards its parameter.</summary>
    public void Update()
    {
        using var frozen = no_grad();
        foreach (var (_, parameter, average) in entries) average.lerp_(parameter, pull);
    }

    /// <summary>Puts the averages into the model until the returned scope is disposed.</summary>
    public IDisposable Apply()
    {
        Swap();
        return new Restoration(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in entries) entry.Average.Dispose();
        pull.Dispose();
    }

    private void Swap()
    {
        using var frozen = no_grad();
        foreach (var (_, parameter, average) in entries)
        {
            using var kept = parameter.clone();
            parameter.copy_(average);
            average.copy_(kept);
        }
    }

    private sealed class Restoration(WeightAverage owner) : IDisposable
    {
        private bool done;

        public void Dispose()
        {
            if (!done) owner.Swap();
            done = true;
        }
    }
}
