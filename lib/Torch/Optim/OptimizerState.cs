namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers about one parameter.</summary>
public abstract class OptimizerState : IDisposable
{
    private protected OptimizerState(Parameter parameter) => Parameter = parameter;

    private protected Parameter Parameter { get; }

    /// <summary>Copies the state of another parameter of the same shape.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    /// <summary>Moves the state to a device.</summary>
    public abstract void to(torch.Device device);

    /// <summary>True when both states hold nearly the same values.</summary>
    public abstract bool ApproximatelyEquals(OptimizerState other);

    /// <summary>Starts the state at zero.</summary>
    public virtual void Initialize(OptimizerOptions options) { }

    /// <summary>Disposes the state's tensors.</summary>
    public abstract void Dispose();

    // State outlives the step that makes it, so it belongs to no dispose scope.
    private protected torch.Tensor Zeros() => torch.zeros_like(Parameter).detach().DetachFromDisposeScope();

    private protected static void Copy(ref torch.Tensor? target, torch.Tensor? source, Parameter like)
    {
        if (source is null)
        {
            target?.Dispose();
            target = null;
            return;
        }
        if (!source.shape.AsSpan().SequenceEqual(like.shape))
        {
            throw new ArgumentException($"The optimizer state has shape [{string.Join(", ", source.shape)}], but its parameter has " +
                                        $"shape [{string.Join(", ", like.shape)}].");
        }
        target ??= torch.zeros_like(like).detach().DetachFromDisposeScope();
        target.copy_(source);
    }

    private protected static void Move(ref torch.Tensor? tensor, torch.Device device)
    {
        if (tensor is null || tensor.device.Equals(device)) return;
        var moved = tensor.to(device).DetachFromDisposeScope();
        tensor.Dispose();
        tensor = moved;
    }

    private protected static bool Near(torch.Tensor? left, torch.Tensor? right)
        => left is null ? right is null : right is not null && left.allclose(right);
}
