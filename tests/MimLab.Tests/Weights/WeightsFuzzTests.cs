using System.Globalization;
using System.IO.Compression;
using System.Text;
using MimLab.Tests.Training;
using MimLab.Weights;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimLab.Tests.Weights;

/// <summary>
/// Whatever happens to a file, reading it ends in tensors no larger than the file allows, or in one clear error; and whatever its
/// tensors are called and shaped, so does putting them into a model. Set
/// MIMLAB_FUZZ_FILES to try more files, and MIMLAB_FUZZ_SEED to try others.
/// </summary>
public class WeightsFuzzTests(ITestOutputHelper output)
{
    private const long MostGrowth = 16; // what a deflated file may stand for
    private static readonly byte[][] Tokens =
    [
        .. "(|)|]|}|t|R|Q|u|s|b|a|e|.|0|1|h\0|q\0|r\0\0\0\0|\u0081|\u0085|\u0086|\u0087|\u0089|N|K\0|X\u00ff\u00ff\u00ff\u00ff|J\u00ff\u00ff\u00ff\u00ff|\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f|\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f|cos\nsystem\n|ctorch\nFloatStorage\n|cargparse\nNamespace\n|PK\u0001\u0002|PK\u0003\u0004|PK\u0005\u0006|PK\u0006\u0006|PK\u0006\u0007"
            .Split('|').Select(Encoding.Latin1.GetBytes),
        [0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80], [0xff, 0xff], "99999999999"u8.ToArray(), "\"F64\""u8.ToArray(), "[]"u8.ToArray(),
    ];

    [Fact]
    public void Damaged_files_read_or_are_refused()
    {
        var files = int.Parse(Environment.GetEnvironmentVariable("MIMLAB_FUZZ_FILES") ?? "4000", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("MIMLAB_FUZZ_SEED") ?? "1", CultureInfo.InvariantCulture);
        var random = new Random(seed);
        var sound = Sound();
        using var targets = new NameFuzz();
        using var folder = new TemporaryFolder();
        int read = 0, refused = 0;
        for (var index = 0; index < files; index++)
        {
            // Every other file has sound bytes, but tensors that are renamed, lost, doubled or of another shape.
            var bytes = index % 2 == 0 ? Mutate(sound[index / 2 % sound.Length], random) : targets.Draw(random);
            try
            {
                // Some lie on the disk, where they are mapped.
                if (Survives(bytes, index % 7 == 0 ? folder["fuzzed"] : null, targets)) read++;
                else refused++;
            }
            catch (Exception error)
            {
                Assert.Fail($"File {index} of seed {seed}: {error}\n{Convert.ToBase64String(bytes)}");
            }
        }
        output.WriteLine($"{files} damaged files: {read} read, {refused} refused; of those read, {targets.Complete} filled a model and {targets.Incomplete} did not fit.");
        Assert.True(targets.Complete > 0 && targets.Incomplete > 0, "no file reached the mapping");
        Assert.True(read > 0 && refused > read / 200, "the changes are too small or too large to try anything");
    }

    /// <summary>Whether the file is read; false where it is refused.</summary>
    private static bool Survives(byte[] bytes, string? path, NameFuzz targets)
    {
        if (path is not null) File.WriteAllBytes(path, bytes);
        using var scope = NewDisposeScope();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Dictionary<string, Tensor> tensors;
        try
        {
            using var file = path is null ? WeightsFile.Open(bytes, "fuzzed") : WeightsFile.Open(path);
            Assert.True(file.Entries.Sum(entry => (decimal)entry.Bytes) <= MostGrowth * bytes.Length, "tensors larger than the file allows");
            tensors = file.ReadAll();
        }
        catch (UserError error)
        {
            Assert.StartsWith(path ?? "fuzzed", error.Message);
            return false;
        }
        finally
        {
            // Values of a byte or two in the file are objects of up to a hundred bytes here.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200L * bytes.Length + 1_000_000);
        }
        targets.Try(tensors);
        return true;
    }

    private static byte[][] Sound()
    {
        using var scope = NewDisposeScope();
        using var written = new MemoryStream();
        TorchFile.Write(written, new Dictionary<string, Tensor> { ["a.weight"] = ones(3, 2), ["b"] = ones(4, ScalarType.BFloat16), ["c"] = zeros(0) });
        return
        [
            File.ReadAllBytes(GoldenWeights.File("training.pth")),
            File.ReadAllBytes(GoldenWeights.File("plain.pth")),
            TorchWeightsTests.Repacked("training.pth", CompressionLevel.Optimal),
            written.ToArray(),
            SafeTensorsTests.Bytes(new() { ["a"] = ones(3, 2), ["b.weight"] = ones(4, ScalarType.Int64), ["c"] = zeros(0, ScalarType.Bool) }),
        ];
    }

    private static byte[] Mutate(byte[] sound, Random random)
    {
        var bytes = new List<byte>(sound);
        // Half of the changes go where the structure is: the pickle or header at the start, the list of files at the end.
        int Place() => random.Next(4) switch
        {
            0 => random.Next(Math.Min(2500, bytes.Count)),
            1 => Math.Max(0, bytes.Count - 1 - random.Next(Math.Min(600, bytes.Count))),
            _ => random.Next(bytes.Count),
        };
        for (var change = random.Next(1, 5); change > 0 && bytes.Count > 0; change--)
        {
            var place = Place();
            var length = random.Next(1, Math.Min(40, bytes.Count - place) + 1);
            switch (random.Next(8))
            {
                case 0: bytes[place] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[place] = (byte)random.Next(256); break;
                case 2: bytes[place] = (byte)(bytes[place] + random.Next(-2, 3)); break;
                case 3: var token = Tokens[random.Next(Tokens.Length)]; for (var i = 0; i < token.Length && place + i < bytes.Count; i++) bytes[place + i] = token[i]; break;
                case 4: bytes.InsertRange(place, Tokens[random.Next(Tokens.Length)]); break;
                case 5: bytes.RemoveRange(place, length); break;
                case 6: bytes.InsertRange(Place(), bytes.GetRange(place, length)); break;
                default: if (random.Next(4) == 0) bytes.RemoveRange(place, bytes.Count - place); break;
            }
        }
        return [.. bytes];
    }
}
