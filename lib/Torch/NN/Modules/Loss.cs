using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A module that compares two tensors.</summary>
public abstract class Loss<T1, T2, TResult> : nn.Module<T1, T2, TResult>
{
    /// <summary>Starts the loss.</summary>
    protected Loss(nn.Reduction reduction) : base("Loss") => this.reduction = reduction;

    /// <summary>What the loss does with its values.</summary>
    public nn.Reduction reduction { get; }
}
