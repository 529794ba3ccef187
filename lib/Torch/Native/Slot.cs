using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>What an argument or a result is; the numbers are those of <c>mim::Tag</c> in the shim.</summary>
internal enum Tag : int
{
    None, Tensor, Int, Double, Bool, IntList, TensorList, String, Device, Generator, DoubleList, Default,
}

/// <summary>One argument or result as it crosses the border: the shim's <c>mim::Slot</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Slot
{
    /// <summary>A number, or a pointer.</summary>
    public long Payload;

    /// <summary>A list's length; for a result tensor, the bytes that it alone keeps alive.</summary>
    public long Extra;

    public Tag Tag;
    public int Reserved;
}
