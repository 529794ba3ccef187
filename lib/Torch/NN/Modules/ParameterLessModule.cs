using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A module with neither parameters nor buffers, which nothing moves.</summary>
public abstract class ParameterLessModule<T, TResult> : nn.Module<T, TResult>
{
    /// <summary>Starts the module.</summary>
    protected ParameterLessModule(string name) : base(name) { }
}
