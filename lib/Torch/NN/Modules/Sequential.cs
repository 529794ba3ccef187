using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules run one after the other; what passes between them is disposed on the way.</summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<nn.IModule<Tensor, Tensor>> _steps = [];

    /// <summary>A sequence whose modules are named by their positions.</summary>
    protected internal Sequential(params nn.Module<Tensor, Tensor>[] modules) : base("Sequential")
    {
        foreach (var module in modules) append(module);
    }

    /// <summary>A sequence of named modules.</summary>
    protected internal Sequential(params (string name, nn.Module<Tensor, Tensor> module)[] modules) : base("Sequential")
    {
        foreach (var (name, module) in modules) append(name, module);
    }

    /// <summary>The number of modules.</summary>
    public int Count => _steps.Count;

    /// <summary>The module at a position.</summary>
    public nn.IModule<Tensor, Tensor> this[int index] => _steps[index];

    /// <summary>The modules in a range, shared with this sequence and under their names here.</summary>
    public Sequential this[Range index]
    {
        get
        {
            var (start, length) = index.GetOffsetAndLength(Count);
            return Slice(start, start + length);
        }
    }

    /// <summary>The modules from a start to before an end, shared with this sequence.</summary>
    public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

    /// <summary>Adds a module under the name of its position.</summary>
    public Sequential append(nn.IModule<Tensor, Tensor> module) => append(Count.ToString(), module);

    /// <summary>Adds a named module.</summary>
    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        if (module is not nn.Module registered) throw new ArgumentException("Sequential takes modules only.", nameof(module));
        register_module(name, registered);
        _steps.Add(module);
        return this;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor)
    {
        if (_steps.Count == 0) return tensor.alias();
        var current = tensor;
        foreach (var step in _steps)
        {
            var next = step.call(current);
            if (!ReferenceEquals(current, tensor) && !ReferenceEquals(current, next)) current.Dispose();
            current = next;
        }
        return current;
    }

    /// <summary>The modules are registered as they are added.</summary>
    protected override void RegisterComponents() { }

    private Sequential Slice(int start, int end)
        => new(named_children().Skip(start).Take(end - start).Select(child => (child.name, (nn.Module<Tensor, Tensor>)child.module)).ToArray());
}
