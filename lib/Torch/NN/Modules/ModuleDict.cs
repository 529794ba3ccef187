using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules by name, registered under their names.</summary>
public class ModuleDict<T> : nn.Module, IEnumerable<(string, T)> where T : nn.Module
{
    private readonly OrderedDictionary<string, T> _dictionary = [];

    /// <summary>A dictionary of the given modules.</summary>
    public ModuleDict(params (string, T)[] modules) : base("ModuleDict")
    {
        foreach (var (key, module) in modules) Add(key, module);
    }

    /// <summary>The module of a name; setting replaces it.</summary>
    public T this[string key]
    {
        get => _dictionary[key];
        set
        {
            register_module(key, null);
            register_module(key, value);
            _dictionary[key] = value;
        }
    }

    /// <summary>The number of modules.</summary>
    public int Count => _dictionary.Count;

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> Keys => _dictionary.Keys;

    /// <summary>The modules, in order.</summary>
    public IEnumerable<T> Values => _dictionary.Values;

    /// <summary>Adds a module.</summary>
    public void Add(string key, T value)
    {
        register_module(key, value);
        _dictionary.Add(key, value);
    }

    /// <summary>Takes a module out without disposing it.</summary>
    public bool Remove(string key)
    {
        register_module(key, null);
        return _dictionary.Remove(key);
    }

    /// <summary>True when there is a module of this name.</summary>
    public bool ContainsKey(string key) => _dictionary.ContainsKey(key);

    /// <summary>Runs over names and modules in order.</summary>
    public IEnumerator<(string, T)> GetEnumerator() => _dictionary.Select(entry => (entry.Key, entry.Value)).GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The modules are registered as they are added.</summary>
    protected override void RegisterComponents() { }
}
