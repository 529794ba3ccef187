using System.Buffers.Binary;
using System.Text;
using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>
/// Writes the pickle of a state dict under <c>model</c>, as the official training scripts save it (protocol 2).
/// </summary>
internal static class PickleWriter
{
    /// <summary>The pickle of tensors whose numbers lie in storages named by their place in the list.</summary>
    public static byte[] Write(IReadOnlyList<KeyValuePair<string, Tensor>> tensors)
    {
        using var pickle = new MemoryStream();
        pickle.Write([0x80, 2, (byte)'}']);
        Text(pickle, "model");
        EmptyOrderedDict(pickle);
        pickle.WriteByte((byte)'(');
        for (var index = 0; index < tensors.Count; index++)
        {
            var (name, tensor) = tensors[index];
            Text(pickle, name);
            Global(pickle, "torch._utils._rebuild_tensor_v2");
            pickle.WriteByte((byte)'(');
            pickle.WriteByte((byte)'(');
            Text(pickle, "storage");
            Global(pickle, PickleGlobal.StorageOf(tensor.dtype)!);
            Text(pickle, index.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Text(pickle, "cpu");
            Number(pickle, tensor.numel());
            pickle.Write("tQK\0"u8); // the storage, and an offset of 0
            Tuple(pickle, tensor.shape);
            Tuple(pickle, Strides(tensor.shape));
            pickle.WriteByte(0x89); // needs no gradient
            EmptyOrderedDict(pickle);
            pickle.Write("tR"u8);
        }
        pickle.Write("us."u8);
        return pickle.ToArray();
    }

    private static long[] Strides(long[] shape)
    {
        var strides = new long[shape.Length];
        var step = 1L;
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            strides[dimension] = step;
            step *= Math.Max(shape[dimension], 1);
        }
        return strides;
    }

    private static void EmptyOrderedDict(Stream pickle)
    {
        Global(pickle, "collections.OrderedDict");
        pickle.Write(")R"u8);
    }

    private static void Global(Stream pickle, string name)
    {
        var dot = name.LastIndexOf('.');
        pickle.Write(Encoding.UTF8.GetBytes($"c{name[..dot]}\n{name[(dot + 1)..]}\n"));
    }

    private static void Text(Stream pickle, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> start = stackalloc byte[5];
        start[0] = (byte)'X';
        BinaryPrimitives.WriteInt32LittleEndian(start[1..], bytes.Length);
        pickle.Write(start);
        pickle.Write(bytes);
    }

    private static void Number(Stream pickle, long number)
    {
        Span<byte> bytes = stackalloc byte[10];
        if (number is >= 0 and <= int.MaxValue)
        {
            bytes[0] = (byte)'J';
            BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], (int)number);
            pickle.Write(bytes[..5]);
            return;
        }
        bytes[0] = 0x8a;
        bytes[1] = 8;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[2..], number);
        pickle.Write(bytes);
    }

    private static void Tuple(Stream pickle, long[] numbers)
    {
        pickle.WriteByte((byte)'(');
        foreach (var number in numbers) Number(pickle, number);
        pickle.WriteByte((byte)'t');
    }
}
