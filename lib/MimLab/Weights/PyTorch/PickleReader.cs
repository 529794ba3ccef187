using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace MimLab.Weights;

/// <summary>
/// Reads a Python pickle of tensors, dictionaries, lists, tuples, numbers, texts and plain settings without executing anything:
/// a pickle is a program for a stack machine, and this machine knows the instructions that build such values and no others.
/// Every instruction takes a bounded time and makes at most one value; lengths are checked against the bytes that follow.
/// </summary>
internal sealed partial class PickleReader
{
    private static readonly object[] SmallNumbers = [.. Enumerable.Range(0, 256).Select(number => (object)(long)number)];
    private static readonly UTF8Encoding Text = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] data;
    private readonly string source;
    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<long, object?> memo = [];
    private int at;
    private int instruction; // where the current one begins, for messages

    private PickleReader(byte[] data, string source) => (this.data, this.source) = (data, source);

    /// <summary>
    /// The value of a pickle: null, bool, long, BigInteger, double, string, byte[], PickleTuple, List, PickleMap or
    /// PickleTensor.
    /// </summary>
    /// <param name="data">The bytes.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="UserError">It is damaged, or asks for something else; the message says what and where.</exception>
    public static object? Read(byte[] data, string source)
    {
        var reader = new PickleReader(data, source);
        while (reader.Step())
        {
        }
        return reader.stack.Count == 1 && reader.marks.Count == 0 ? reader.stack[0] : throw reader.Damaged("it ends with more or less than one value");
    }

    private bool Step()
    {
        instruction = at;
        switch ((char)Byte())
        {
            case '\x80': if (Byte() is var version && version is < 2 or > 5) throw Damaged($"it has the pickle protocol {version}, which is none of 2 to 5"); break;
            case '\x95': if (I64() is var frame && (frame < 0 || frame > data.Length - at)) throw Damaged("a part of it is longer than what follows"); break;
            case '.': return false;
            case '(': marks.Add(stack.Count); break;
            case '0': Pop(); break;
            case '1': ToMark(); break;
            case 'N': stack.Add(null); break;
            case '\x88': stack.Add(true); break;
            case '\x89': stack.Add(false); break;
            case 'K': stack.Add(SmallNumbers[Byte()]); break;
            case 'M': stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case 'J': stack.Add((long)I32()); break;
            case '\x8a': stack.Add(Number(Byte())); break;
            case '\x8b': stack.Add(Number(I32())); break;
            case 'G': stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case '\x8c': stack.Add(String(Byte())); break;
            case 'X': stack.Add(String((uint)I32())); break;
            case '\x8d': stack.Add(String(I64())); break;
            case 'C': stack.Add(Take(Byte()).ToArray()); break;
            case 'B': stack.Add(Take((uint)I32()).ToArray()); break;
            case ']': stack.Add(new List<object?>()); break;
            case '}': stack.Add(new PickleMap(null)); break;
            case ')': stack.Add(new PickleTuple([])); break;
            case 'l': stack.Add(new List<object?>(ToMark())); break;
            case 'd': Fill(new PickleMap(null), ToMark(), push: true); break;
            case 't': stack.Add(new PickleTuple(ToMark())); break;
            case '\x85': stack.Add(new PickleTuple(Pop(1))); break;
            case '\x86': stack.Add(new PickleTuple(Pop(2))); break;
            case '\x87': stack.Add(new PickleTuple(Pop(3))); break;
            case 'a': { var item = Pop(); Top<List<object?>>("a list").Add(item); break; }
            case 'e': { var items = ToMark(); Top<List<object?>>("a list").AddRange(items); break; }
            case 's': { var pair = Pop(2); Fill(Top<PickleMap>("a dictionary"), pair); break; }
            case 'u': { var pairs = ToMark(); Fill(Top<PickleMap>("a dictionary"), pairs); break; }
            case 'q': memo[Byte()] = Top(); break;
            case 'r': memo[(uint)I32()] = Top(); break;
            case '\x94': memo[memo.Count] = Top(); break;
            case 'h': Recall(Byte()); break;
            case 'j': Recall((uint)I32()); break;
            case 'c': stack.Add(Global(Line(), Line())); break;
            case '\x93': { var name = Pop(2); stack.Add(Global(name[0] as string, name[1] as string)); break; }
            case '\x81': case 'R': { var call = Pop(2); stack.Add(Call(call[0], call[1])); break; }
            case 'b': { var state = Pop(); Build(Top(), state); break; }
            case 'Q': stack.Add(Storage(Pop())); break;
            case var other: throw Unsupported($"the pickle instruction 0x{(int)other:x2}");
        }
        return true;
    }

    private byte Byte() => Take(1)[0];

    private int I32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private long I64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > data.Length - at) throw Damaged("it ends within a value");
        var part = data.AsSpan(at, (int)count);
        at += (int)count;
        return part;
    }

    private object Number(long bytes)
    {
        var value = new BigInteger(Take(bytes));
        return value >= long.MinValue && value <= long.MaxValue ? (long)value : value;
    }

    private string String(long bytes)
    {
        try
        {
            return Text.GetString(Take(bytes));
        }
        catch (DecoderFallbackException)
        {
            throw Damaged("a text in it is not UTF-8");
        }
    }

    private string Line()
    {
        var length = data.AsSpan(at).IndexOf((byte)'\n');
        if (length < 0) throw Damaged("it ends within a name");
        var line = String(length);
        at++;
        return line;
    }

    private int Floor => marks.Count > 0 ? marks[^1] : 0; // what lies below a mark is out of reach

    private object? Top() => stack.Count > Floor ? stack[^1] : throw Damaged("it takes a value where there is none");

    private T Top<T>(string what) where T : class => Top() as T ?? throw Damaged($"it adds to something that is not {what}");

    private object? Pop()
    {
        var top = Top();
        stack.RemoveAt(stack.Count - 1);
        return top;
    }

    private object?[] Pop(int count)
    {
        if (stack.Count - Floor < count) throw Damaged("it takes a value where there is none");
        object?[] items = [.. stack[^count..]];
        stack.RemoveRange(stack.Count - count, count);
        return items;
    }

    private object?[] ToMark()
    {
        if (marks.Count == 0) throw Damaged("it looks for a mark where there is none");
        var items = Pop(stack.Count - marks[^1]);
        marks.RemoveAt(marks.Count - 1);
        return items;
    }

    private void Recall(long index) => stack.Add(memo.TryGetValue(index, out var value) ? value : throw Damaged("it recalls a value that it never kept"));

    private void Fill(PickleMap map, object?[] pairs, bool push = false)
    {
        if (pairs.Length % 2 != 0) throw Damaged("a key in it has no value");
        for (var index = 0; index < pairs.Length; index += 2) map.Set(pairs[index], pairs[index + 1]);
        if (push) stack.Add(map);
    }

    private UserError Damaged(string reason) => new($"{source} is not a sound PyTorch file: {reason} (at byte {instruction} of its pickle); fetch it again.");

    private UserError Unsupported(string what) =>
        new($"{source} asks for {what} at byte {instruction} of its pickle, which is never executed here: save only tensors and plain values, as torch.save(model.state_dict(), path) does.");
}
