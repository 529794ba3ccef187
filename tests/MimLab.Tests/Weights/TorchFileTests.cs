using MimLab.Backbones;
using MimLab.Models;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Tests.Weights;

public class TorchFileTests
{
    [Fact]
    public void Written_files_read_back_alike_and_equal_weights_give_equal_bytes()
    {
        using var scope = NewDisposeScope();
        var tensors = Sample();
        var bytes = Bytes(tensors);
        Assert.Equal(bytes, Bytes(tensors));
        using var file = WeightsFile.Open(bytes, "x.pth");
        Assert.Equal(tensors.Keys, file.Entries.Select(entry => entry.Name));
        foreach (var (name, tensor) in tensors)
        {
            var back = file.Read(name);
            Assert.Equal(tensor.dtype, back.dtype);
            Assert.Equal(tensor.shape, back.shape);
            Assert.True(tensor.numel() == 0 || tensor.eq(back).all().item<bool>(), name);
        }
    }

    [Fact]
    public void A_type_without_a_storage_is_refused() =>
        Assert.Throws<ArgumentException>(() => Bytes(new() { ["c"] = zeros(1, ScalarType.ComplexFloat32) }));

    [SkippableFact]
    public void PyTorch_loads_our_files_and_the_numbers_agree()
    {
        var python = PythonTorch.Find();
        Skip.If(python is null, "python3-torch is not installed.");
        using var scope = NewDisposeScope();
        var folder = Directory.CreateTempSubdirectory("mimlab-torch-");
        try
        {
            manual_seed(5);
            var model = new SimMim(new SimMimConfig { Encoder = new VisionTransformerConfig { ImageSize = 16, PatchSize = 4, Width = 32, Depth = 2, Heads = 2 } });
            var tensors = Sample().Concat(model.state_dict()).ToDictionary();
            TorchFile.Write(Path.Combine(folder.FullName, "ours.pth"), tensors);
            // PyTorch doubles every number, so that what comes back has passed through it.
            var (code, text) = PythonTorch.Run(python!, folder.FullName, """
                import torch
                state = torch.load("ours.pth")["model"]
                assert type(state).__name__ == "OrderedDict" and all(v.is_contiguous() for v in state.values())
                torch.save({"model": {k: v.t() * 2 if v.dim() == 2 and v.is_floating_point() else v * 2 for k, v in state.items()}}, "theirs.pth")
                """);
            Assert.True(code == 0, text);
            using var theirs = WeightsFile.Open(Path.Combine(folder.FullName, "theirs.pth"));
            Assert.Equal(tensors.Keys, theirs.Entries.Select(entry => entry.Name));
            foreach (var (name, tensor) in tensors)
            {
                var back = theirs.Read(name);
                var expected = tensor.dim() == 2 && tensor.is_floating_point() ? tensor.t() * 2 : tensor * 2;
                Assert.Equal(expected.shape, back.shape);
                Assert.Equal(expected.dtype, back.dtype);
                Assert.True(expected.numel() == 0 || expected.eq(back).all().item<bool>(), name);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public void The_golden_files_are_what_PyTorch_writes_now()
    {
        var python = PythonTorch.Find();
        Skip.If(python is null, "python3-torch is not installed.");
        using var scope = NewDisposeScope();
        var folder = Directory.CreateTempSubdirectory("mimlab-torch-");
        try
        {
            var (code, text) = PythonTorch.Run(python!, folder.FullName, null, "-B", GoldenWeights.File("make.py"), folder.FullName);
            Assert.True(code == 0, text);
            using var fresh = WeightsFile.Open(Path.Combine(folder.FullName, "training.pth"));
            using var golden = WeightsFile.Open(GoldenWeights.File("training.pth"));
            Assert.Equal(golden.Notes, fresh.Notes);
            Assert.Equal(golden.Entries.Select(entry => entry.Name), fresh.Entries.Select(entry => entry.Name));
            foreach (var (name, tensor) in golden.ReadAll()) Assert.True(tensor.numel() == 0 || tensor.eq(fresh.Read(name)).all().item<bool>(), name);
            Assert.Contains("before version 1.6", Assert.Throws<UserError>(() => WeightsFile.Open(Path.Combine(folder.FullName, "legacy.pth"))).Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, Tensor> Sample() => new()
    {
        ["z.weight"] = arange(6, ScalarType.Float32).view(2, 3),
        ["view"] = arange(6, ScalarType.Float32).view(2, 3).t(),
        ["half"] = arange(5).to(ScalarType.Float16),
        ["brain"] = arange(5).to(ScalarType.BFloat16),
        ["double"] = arange(3).to(ScalarType.Float64),
        ["index"] = arange(70_000),
        ["flags"] = tensor(new[] { true, false }).to(ScalarType.Byte),
        ["scalar"] = tensor(2.5f),
        ["empty"] = zeros(0, 3),
    };

    private static byte[] Bytes(Dictionary<string, Tensor> tensors)
    {
        using var stream = new MemoryStream();
        TorchFile.Write(stream, tensors);
        return stream.ToArray();
    }
}
