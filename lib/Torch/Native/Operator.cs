using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// One operator of the installed libtorch, named as in its schema (<c>add.Tensor</c>, <c>mimlab::name</c>). It is looked
/// up at the first call, so naming an operator that this libtorch lacks costs nothing until somebody calls it.
/// </summary>
internal sealed unsafe class Operator
{
    private const int WordsOnStack = 256;
    private readonly string _name;
    private nint _handle;

    internal Operator(string name) => _name = name;

    public static implicit operator Operator(string name) => new(name);

    /// <summary>Namespace, name and overload as libtorch writes them.</summary>
    internal string Name => _name.Contains("::") ? _name : "aten::" + _name;

    /// <summary>The name as it was given, without a namespace that is libtorch's own.</summary>
    internal string Label => _name;

    /// <summary>Whether this libtorch has the operator.</summary>
    internal bool Exists => _handle != 0 || (_handle = Find()) != 0;

    /// <summary>The operator's signature as libtorch states it.</summary>
    internal string Schema => Marshal.PtrToStringUTF8((nint)NativeMethods.mim_schema(Handle)) ?? Name;

    private nint Handle => _handle != 0 ? _handle : _handle = FindOrThrow();

    /// <summary>Calls an operator whose (first) result is a tensor.</summary>
    internal Tensor Call(params ReadOnlySpan<OperatorArgument> arguments)
    {
        Slot result;
        Invoke(arguments, &result, 1);
        return Tensor.Adopt(in result);
    }

    internal (Tensor, Tensor) CallPair(params ReadOnlySpan<OperatorArgument> arguments)
    {
        Slot* results = stackalloc Slot[2];
        Invoke(arguments, results, 2);
        return (Tensor.Adopt(in results[0]), Tensor.Adopt(in results[1]));
    }

    internal (Tensor, Tensor, Tensor) CallTriple(params ReadOnlySpan<OperatorArgument> arguments)
    {
        Slot* results = stackalloc Slot[3];
        Invoke(arguments, results, 3);
        return (Tensor.Adopt(in results[0]), Tensor.Adopt(in results[1]), Tensor.Adopt(in results[2]));
    }

    /// <summary>Calls an operator that returns a list of tensors.</summary>
    internal Tensor[] CallList(params ReadOnlySpan<OperatorArgument> arguments)
    {
        const int capacity = 16;
        Slot* results = stackalloc Slot[capacity];
        int count = Invoke(arguments, results, capacity);
        var tensors = new Tensor[count];
        for (int i = 0; i < Math.Min(count, capacity); i++) tensors[i] = Tensor.Adopt(in results[i]);
        if (count > capacity)
        {
            var rest = new Slot[count - capacity];
            fixed (Slot* pointer = rest) NativeMethods.mim_rest(pointer);
            for (int i = capacity; i < count; i++) tensors[i] = Tensor.Adopt(in rest[i - capacity]);
        }
        return tensors;
    }

    /// <summary>Calls an operator that changes <paramref name="self"/>, its first argument, and answers it.</summary>
    internal Tensor CallInPlace(Tensor self, params ReadOnlySpan<OperatorArgument> arguments)
    {
        var all = new OperatorArgument[arguments.Length + 1];
        all[0] = self;
        arguments.CopyTo(all.AsSpan(1));
        Invoke(all, null, 0);
        return self;
    }

    internal void CallVoid(params ReadOnlySpan<OperatorArgument> arguments) => Invoke(arguments, null, 0);

    /// <summary>Calls an operator whose result is a number or a truth value.</summary>
    internal Scalar CallScalar(params ReadOnlySpan<OperatorArgument> arguments)
    {
        Slot result;
        Invoke(arguments, &result, 1);
        return Scalar.From(result.Tag, result.Payload);
    }

    private int Invoke(ReadOnlySpan<OperatorArgument> arguments, Slot* results, int capacity)
    {
        nint handle = Handle;
        int words = 0;
        foreach (ref readonly var argument in arguments)
            if (argument.Tag >= Tag.IntList) words += argument.Words;
        Slot* slots = stackalloc Slot[arguments.Length];
        long* memory = stackalloc long[words <= WordsOnStack ? words : 0];
        void* allocated = null;
        if (words > WordsOnStack) allocated = memory = (long*)NativeMemory.Alloc((nuint)words, sizeof(long));
        try
        {
            long* free = memory;
            for (int i = 0; i < arguments.Length; i++) Fill(in arguments[i], ref slots[i], ref free);
            int count = NativeMethods.mim_call(handle, slots, arguments.Length, results, capacity);
            if (count < 0) throw Failure(arguments);
            foreach (ref readonly var argument in arguments) GC.KeepAlive(argument.Reference);
            return count;
        }
        finally
        {
            if (allocated != null) NativeMemory.Free(allocated);
        }
    }

    private void Fill(in OperatorArgument argument, ref Slot slot, ref long* free)
    {
        slot.Tag = argument.Tag;
        switch (argument.Tag)
        {
            case Tag.Tensor:
                slot.Payload = ((Tensor)argument.Reference!).HandleFor(_name);
                break;
            case Tag.IntList:
                var integers = (long[])argument.Reference!;
                integers.CopyTo(Take(ref slot, ref free, integers.Length));
                break;
            case Tag.DoubleList:
                var doubles = (double[])argument.Reference!;
                doubles.CopyTo(MemoryMarshal.Cast<long, double>(Take(ref slot, ref free, doubles.Length)));
                break;
            case Tag.TensorList:
                var tensors = (Tensor?[])argument.Reference!;
                var handles = Take(ref slot, ref free, tensors.Length);
                for (int i = 0; i < handles.Length; i++) handles[i] = tensors[i] is Tensor tensor ? tensor.HandleFor(_name) : 0;
                break;
            case Tag.String:
                var text = (string)argument.Reference!;
                var bytes = MemoryMarshal.AsBytes(Take(ref slot, ref free, argument.Words));
                slot.Extra = Encoding.UTF8.GetBytes(text, bytes);
                break;
            case Tag.Generator:
                slot.Payload = ((Generator)argument.Reference!).Handle;
                break;
            default:
                slot.Payload = argument.Bits;
                break;
        }
    }

    private static Span<long> Take(ref Slot slot, ref long* free, int words)
    {
        slot.Payload = (long)free;
        slot.Extra = words;
        var taken = new Span<long>(free, words);
        free += words;
        return taken;
    }

    internal Exception Failure(ReadOnlySpan<OperatorArgument> arguments)
    {
        string message = NativeMethods.LastError().Trim();
        return new TorchException($"{Name}: {message} (called with {Describe(arguments)}; schema {Schema})");
    }

    internal static string Describe(ReadOnlySpan<OperatorArgument> arguments)
    {
        var text = new StringBuilder();
        foreach (ref readonly var argument in arguments) text.Append(text.Length == 0 ? "" : ", ").Append(argument.ToString());
        return text.ToString();
    }

    private nint Find()
    {
        string qualified = Name;
        int dot = qualified.IndexOf('.');
        byte[] name = Encoding.UTF8.GetBytes((dot < 0 ? qualified : qualified[..dot]) + '\0');
        byte[] overload = Encoding.UTF8.GetBytes((dot < 0 ? "" : qualified[(dot + 1)..]) + '\0');
        fixed (byte* nameBytes = name, overloadBytes = overload) return NativeMethods.mim_operator(nameBytes, overloadBytes);
    }

    private nint FindOrThrow() => Find() is var found && found != 0
        ? found
        : throw new TorchException($"{Name}: the installed libtorch {__version__} has no such operator.");
}
