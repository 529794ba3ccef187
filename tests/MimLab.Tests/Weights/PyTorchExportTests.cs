using MimLab.Models;
using MimLab.Parity;
using MimLab.Tests.Parity;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Tests.Weights;

/// <summary>What PyTorch makes of the files that we write in official names.</summary>
public class PyTorchExportTests
{
    [SkippableFact]
    public void PyTorch_reads_every_family_under_its_official_names_bit_by_bit()
    {
        var python = PythonTorch.Find();
        Skip.If(python is null, "python3-torch is not installed.");
        using var scope = NewDisposeScope();
        var folder = Directory.CreateTempSubdirectory("mimlab-torch-");
        try
        {
            var names = OfficialCheckpointTests.Families.Select(row => (string)row[0]).ToArray();
            foreach (var name in names)
            {
                using var fixture = Golden.Load(name);
                using var subject = ParityCheck.Subject(fixture)!;
                PretrainedEncoder.Fill(subject.Model, fixture.Under("param/").ToDictionary());
                var ours = subject.Model.state_dict();
                TorchFile.Write(Path.Combine(folder.FullName, name + ".pth"), CheckpointNames.Rename(ours, CheckpointNames.ToOfficial(ours.Keys)));
            }
            // A plain state dict of copies of another kind in another order: what comes back has passed through PyTorch.
            var (code, text) = PythonTorch.Run(python!, folder.FullName, $$"""
                import torch
                for name in "{{string.Join(' ', names)}}".split():
                    state = torch.load(name + ".pth", map_location="cpu")["model"]
                    torch.save({k: state[k].clone() for k in reversed(list(state))}, name + ".back.pth")
                """);
            Assert.True(code == 0, text);
            foreach (var name in names)
            {
                using var fixture = Golden.Load(name);
                using var back = WeightsFile.Open(Path.Combine(folder.FullName, name + ".back.pth"));
                var official = fixture.Under("param/");
                Assert.Equal(official.Keys.Order(StringComparer.Ordinal), back.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
                foreach (var (key, tensor) in back.ReadAll())
                    if (!key.EndsWith("relative_coords_table")) // ours to compute; equal to rounding
                        Assert.True(official[key].eq(tensor).all().item<bool>(), $"{name}: {key}");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public void An_encoder_of_MAE_written_in_PyTorch_computes_our_features_from_our_file()
    {
        var python = PythonTorch.Find();
        Skip.If(python is null, "python3-torch is not installed.");
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var folder = Directory.CreateTempSubdirectory("mimlab-torch-");
        try
        {
            using var fixture = Golden.Load("mae_normpix");
            using var subject = ParityCheck.Subject(fixture)!;
            PretrainedEncoder.Fill(subject.Model, fixture.Under("param/").ToDictionary());
            var model = (Mae)subject.Model;
            var images = fixture.Tensor("input");
            var tensors = CheckpointNames.Rename(model.state_dict(), CheckpointNames.ToOfficial(model.state_dict().Keys));
            TorchFile.Write(Path.Combine(folder.FullName, "mae.pth"), tensors);
            TorchFile.Write(Path.Combine(folder.FullName, "images.pth"), new Dictionary<string, Tensor> { ["images"] = images });
            var (code, text) = PythonTorch.Run(python!, folder.FullName, $$"""
                import torch, torch.nn.functional as F
                w, x = torch.load("mae.pth")["model"], torch.load("images.pth")["model"]["images"]
                heads, eps, width = {{model.Config.Encoder.Heads}}, 1e-6, w["cls_token"].shape[-1]
                def norm(t, n): return F.layer_norm(t, (width,), w[n + ".weight"], w[n + ".bias"], eps)
                def line(t, n): return F.linear(t, w[n + ".weight"], w[n + ".bias"])
                x = F.conv2d(x, w["patch_embed.proj.weight"], w["patch_embed.proj.bias"], stride=w["patch_embed.proj.weight"].shape[-1])
                x = torch.cat([w["cls_token"].expand(len(x), -1, -1), x.flatten(2).transpose(1, 2)], 1) + w["pos_embed"]
                for i in range({{model.Config.Encoder.Depth}}):
                    b = f"blocks.{i}."
                    q, k, v = line(norm(x, b + "norm1"), b + "attn.qkv").view(*x.shape[:2], 3, heads, -1).permute(2, 0, 3, 1, 4)
                    a = (q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5).softmax(-1) @ v
                    x = x + line(a.transpose(1, 2).reshape(x.shape), b + "attn.proj")
                    x = x + line(F.gelu(line(norm(x, b + "norm2"), b + "mlp.fc1")), b + "mlp.fc2")
                torch.save({"features": norm(x, "norm")}, "features.pth")
                """);
            Assert.True(code == 0, text);
            using var file = WeightsFile.Open(Path.Combine(folder.FullName, "features.pth"));
            var theirs = file.Read("features");
            var patches = model.Encoder.Patchify(images);
            var all = arange(model.Config.Patches).unsqueeze(0).expand(images.size(0), -1);
            var ours = model.Encode(patches, all);
            Assert.Equal(theirs.shape, ours.shape);
            Assert.InRange((ours - theirs).abs().max().item<float>() / theirs.abs().max().item<float>(), 0, 1e-5);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
