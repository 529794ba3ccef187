using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Tests.Weights;

/// <summary>
/// Whatever happens to a file, reading it ends in the same tensors, other tensors no larger than the file, or a clear error.
/// </summary>
public class SafeTensorsFuzzTests
{
    private static readonly byte[] Sound = MakeSound();

    [Fact]
    public void Files_with_changed_bytes_read_or_are_refused() => Check(
        from changes in Gen.Choose(0, Sound.Length - 1).Two().ListOf().Where(list => list.Count > 0)
        select Change(changes));

    [Fact]
    public void Files_cut_short_or_lengthened_are_refused() => Check(
        from length in Gen.Choose(0, Sound.Length + 50)
        select Sound.Concat(new byte[50]).Take(length).ToArray(), mustFail: bytes => bytes.Length != Sound.Length);

    [Fact]
    public void Headers_with_changed_characters_read_or_are_refused() => Check(
        from position in Gen.Choose(8, HeaderEnd - 1)
        from text in Gen.Elements("0", "9", "-", "\"", "[", "]", "{", "}", ",", ":", "99999999999999999999", "1e9", "null", "\\ud800", "\u00ff", "")
        select Splice(position, text));

    [Fact]
    public void Noise_is_refused() => Check(
        from length in Gen.Choose(0, 300)
        from bytes in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(length)
        select bytes, mustFail: _ => true);

    private static int HeaderEnd => 8 + (int)BitConverter.ToInt64(Sound);

    private static void Check(Gen<byte[]> files, Func<byte[], bool>? mustFail = null) =>
        Check(Config.QuickThrowOnFailure.WithMaxTest(1000), files, mustFail);

    private static void Check(Config config, Gen<byte[]> files, Func<byte[], bool>? mustFail) => Prop.ForAll(files.ToArbitrary(), bytes =>
    {
        try
        {
            using var file = SafeTensors.Read(bytes, "fuzzed");
            Assert.False(mustFail?.Invoke(bytes) ?? false, "a damaged file was accepted");
            Assert.True(file.Tensors.Values.Sum(tensor => tensor.numel() * tensor.element_size()) <= bytes.Length);
        }
        catch (UserError error)
        {
            Assert.StartsWith("fuzzed is not a sound safetensors file", error.Message);
        }
    }).Check(config);

    private static byte[] Change(IEnumerable<(int Position, int Value)> changes)
    {
        var bytes = (byte[])Sound.Clone();
        foreach (var (position, value) in changes) bytes[position] = (byte)value;
        return bytes;
    }

    private static byte[] Splice(int position, string text) => [.. Sound[..position], .. Encoding.UTF8.GetBytes(text), .. Sound[(position + 1)..]];

    private static byte[] MakeSound()
    {
        using var scope = NewDisposeScope();
        return SafeTensorsTests.Bytes(new() { ["a"] = ones(3, 2), ["b.weight"] = ones(4, ScalarType.Int64), ["c"] = zeros(0, ScalarType.Bool) });
    }
}
