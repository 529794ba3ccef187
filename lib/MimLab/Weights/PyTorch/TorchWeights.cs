using System.Text;
using static TorchSharp.torch;

namespace MimLab.Weights;

/// <summary>
/// The tensors of a PyTorch file (the zip format of torch.save since 1.6): <c>data.pkl</c> says what there is, and every storage
/// is a file of raw numbers under <c>data/</c>. The pickle is read by <see cref="PickleReader"/>, which executes nothing.
/// </summary>
internal sealed class TorchWeights : WeightsFile
{
    private readonly ByteSource source;
    private readonly ZipDirectory zip;
    private readonly string folder;
    private readonly Dictionary<string, PickleTensor> tensors = new(StringComparer.Ordinal);
    private readonly HashSet<PickleStorage> shared;
    private readonly Dictionary<PickleStorage, Tensor> kept = [];

    public TorchWeights(ByteSource source) : base(source.Name)
    {
        this.source = source;
        zip = ZipDirectory.Read(source);
        var pickles = zip.Items.Values.Where(item => item.Name == "data.pkl" || item.Name.EndsWith("/data.pkl", StringComparison.Ordinal)).ToArray();
        if (pickles is not [var pickle])
            throw new UserError($"{Path} is a zip archive but not PyTorch's: it has {(pickles.Length == 0 ? "no" : "more than one")} data.pkl; name a file that torch.save wrote.");
        folder = pickle.Name[..^"data.pkl".Length];
        if (zip.Items.TryGetValue(folder + "byteorder", out var order) && order.Length < 16 && Encoding.ASCII.GetString(zip.Bytes(order)).Trim() != "little")
            throw new UserError($"{Path} holds numbers in big-endian order: save it again on a little-endian machine.");
        (var found, Notes) = StateDict.Find(PickleReader.Read(zip.Bytes(pickle), Path), Path);
        foreach (var (name, tensor) in found)
            if (!tensors.TryAdd(name, tensor)) throw new UserError($"{Path} names \"{name}\" twice; fetch it again.");
        Int128 viewed = 0;
        foreach (var tensor in tensors.Values) viewed += Check(tensor);
        if (viewed > ZipDirectory.Limit(source.Length))
            throw new UserError($"{Path} shows the same numbers again and again: its tensors would take {viewed} bytes, far more than the file has; save clones of them.");
        shared = [.. tensors.Values.GroupBy(tensor => tensor.Storage).Where(group => group.Count() > 1).Select(group => group.Key)];
        Entries = [.. tensors.Select(tensor => new WeightEntry(tensor.Key, tensor.Value.Storage.Type, tensor.Value.Shape))];
    }

    public override string Format => "PyTorch";

    public override IReadOnlyList<WeightEntry> Entries { get; }

    public override IReadOnlyDictionary<string, string> Notes { get; }

    public override Tensor Read(string name)
    {
        var view = tensors[name];
        if (view.Shape.Contains(0)) return empty(view.Shape, view.Storage.Type);
        if (shared.Contains(view.Storage))
        {
            if (!kept.TryGetValue(view.Storage, out var numbers)) kept.Add(view.Storage, numbers = ReadStorage(view.Storage).DetachFromDisposeScope());
            return numbers.as_strided(view.Shape, view.Strides, view.Offset);
        }
        using var own = ReadStorage(view.Storage);
        return own.as_strided(view.Shape, view.Strides, view.Offset);
    }

    public override void Dispose()
    {
        foreach (var numbers in kept.Values) numbers.Dispose();
        kept.Clear();
        source.Dispose();
    }

    /// <summary>The bytes of a tensor, once its storage is known to be as long as the pickle says.</summary>
    private Int128 Check(PickleTensor tensor)
    {
        var storage = tensor.Storage;
        var size = (Int128)storage.Count * SafeTensorsEntry.SizeOf(storage.Type);
        if (size > 0 || zip.Items.ContainsKey(Place(storage)))
        {
            var length = zip.Items.TryGetValue(Place(storage), out var item) ? item.Length
                : throw new UserError($"{Path} has no storage \"{storage.Key}\", which its pickle names; fetch it again.");
            if (length != size) throw new UserError($"{Path} is damaged: the storage \"{storage.Key}\" has {length} bytes, but {size} are needed; fetch it again.");
        }
        return tensor.Shape.Aggregate((Int128)SafeTensorsEntry.SizeOf(storage.Type), (product, count) => product * count);
    }

    private Tensor ReadStorage(PickleStorage storage)
    {
        var item = zip.Items[Place(storage)];
        var numbers = empty([storage.Count], storage.Type);
        try
        {
            using var stream = zip.Open(item);
            TensorData.Fill(numbers, stream.Read, Path);
            return numbers;
        }
        catch (InvalidDataException error)
        {
            numbers.Dispose();
            throw new UserError($"{Path} is damaged: \"{item.Name}\" in it cannot be decompressed; fetch it again.", error);
        }
        catch
        {
            numbers.Dispose();
            throw;
        }
    }

    private string Place(PickleStorage storage) => $"{folder}data/{storage.Key}";
}
