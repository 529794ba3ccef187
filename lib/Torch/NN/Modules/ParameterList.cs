using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A list of parameters that registers them under their positions.</summary>
public class ParameterList : nn.Module, IEnumerable<Parameter>
{
    private readonly List<Parameter> _list = [];

    /// <summary>A list of the given parameters.</summary>
    public ParameterList(params Parameter[] parameters) : base("ParameterList")
    {
        foreach (var parameter in parameters) Add(parameter);
    }

    /// <summary>The parameter at a position; setting replaces it.</summary>
    public Parameter this[int index]
    {
        get => _list[index];
        set
        {
            _list[index] = value;
            ConditionallyRegisterParameter(index.ToString(), value);
        }
    }

    /// <summary>The number of parameters.</summary>
    public int Count => _list.Count;

    /// <summary>Adds a parameter at the end.</summary>
    public void Add(Parameter item)
    {
        register_parameter(Count.ToString(), item);
        _list.Add(item);
    }

    /// <summary>Runs over the parameters in order.</summary>
    public IEnumerator<Parameter> GetEnumerator() => _list.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The parameters are registered as they are added.</summary>
    protected override void RegisterComponents() { }
}
