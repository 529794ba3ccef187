using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A list of modules that registers them under their positions.</summary>
public class ModuleList<T> : nn.Module, IList<T> where T : nn.Module
{
    private readonly List<T> _list = [];

    /// <summary>A list of the given modules.</summary>
    public ModuleList(params T[] modules) : base("ModuleList") => extend(modules);

    /// <summary>The module at a position.</summary>
    public T this[int index]
    {
        get => _list[index];
        set
        {
            _list[index] = value;
            Register();
        }
    }

    /// <summary>The number of modules.</summary>
    public int Count => _list.Count;

    /// <summary>False.</summary>
    public bool IsReadOnly => false;

    /// <summary>Adds a module at the end.</summary>
    public void Add(T item)
    {
        _list.Add(item);
        register_module((Count - 1).ToString(), item);
    }

    /// <summary>Adds modules at the end.</summary>
    public void append(params T[] parameters) => extend(parameters);

    /// <summary>Adds modules at the end.</summary>
    public void extend(IEnumerable<T> modules)
    {
        foreach (var module in modules) Add(module);
    }

    /// <summary>Puts a module at a position; those behind it move up.</summary>
    public void Insert(int index, T item)
    {
        _list.Insert(index, item);
        Register();
    }

    /// <summary>Takes a module out without disposing it.</summary>
    public bool Remove(T item)
    {
        var removed = _list.Remove(item);
        if (removed) Register();
        return removed;
    }

    /// <summary>Takes the module at a position out without disposing it.</summary>
    public void RemoveAt(int index)
    {
        _list.RemoveAt(index);
        Register();
    }

    /// <summary>Takes all modules out without disposing them.</summary>
    public void Clear()
    {
        _list.Clear();
        Register();
    }

    /// <summary>True when the module is in the list.</summary>
    public bool Contains(T item) => _list.Contains(item);

    /// <summary>The position of a module, or -1.</summary>
    public int IndexOf(T item) => _list.IndexOf(item);

    /// <summary>Copies the modules into an array from an index on.</summary>
    public void CopyTo(T[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

    /// <summary>Runs over the modules in order.</summary>
    public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The modules are registered as they are added.</summary>
    protected override void RegisterComponents() { }

    private void Register()
    {
        ClearModules();
        for (var i = 0; i < Count; i++) register_module(i.ToString(), _list[i]);
    }
}
