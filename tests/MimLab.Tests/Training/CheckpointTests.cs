using System.Text;
using MimLab.Training;
using static TorchSharp.torch;

namespace MimLab.Tests.Training;

[Collection("torch")]
public class CheckpointTests
{
    [Fact]
    public void Damaged_bytes_give_a_clear_error_or_a_whole_checkpoint()
    {
        using var folder = new TemporaryFolder();
        var recipe = TinyRecipe.Load(folder, "pretrain.images=32");
        var good = File.ReadAllBytes(Pretraining.Run(recipe, TinyRecipe.Context(folder, "run")).CheckpointPath);
        using var model = recipe.Model.CreateModel();
        var live = model.state_dict().Select(p => KeyValuePair.Create($"model/{p.Key}", p.Value)).ToArray();
        var random = new SampleRandom(7);
        var refused = 0;
        for (var i = 0; i < 150; i++)
        {
            var bad = (byte[])good.Clone();
            var header = 8 + (int)BitConverter.ToInt64(good);
            for (var flips = 1 + random.NextInt(4); flips > 0; flips--) bad[random.NextInt(i % 3 == 0 ? 8 : header)] ^= (byte)(1 + random.NextInt(255));
            if (i % 5 == 0) bad = bad[..random.NextInt(bad.Length)];
            File.WriteAllBytes(folder["bad"], bad);
            try
            {
                using var checkpoint = new Checkpoint(folder["bad"]);
                _ = (checkpoint.State, checkpoint.Seed, checkpoint.RecipeName, checkpoint.Identity, checkpoint.Stage);
                checkpoint.CopyInto(live);
            }
            catch (UserError e)
            {
                Assert.Contains(folder["bad"], e.Message);
                refused++;
            }
        }
        Assert.InRange(refused, 75, 150);
    }

    [Fact]
    public void A_checkpoint_of_another_model_names_the_tensor_and_both_shapes()
    {
        using var folder = new TemporaryFolder();
        var path = Pretraining.Run(TinyRecipe.Load(folder, "pretrain.images=32"), TinyRecipe.Context(folder, "run")).CheckpointPath;
        using var scope = NewDisposeScope();
        using var checkpoint = new Checkpoint(path);

        var shape = Assert.Throws<UserError>(() => checkpoint.CopyInto([KeyValuePair.Create("model/encoder.cls_token", zeros(1, 1, 48))]));
        Assert.Contains("[1, 1, 32], but this run needs Float32 [1, 1, 48]", shape.Message);
        var missing = Assert.Throws<UserError>(() => checkpoint.CopyInto([KeyValuePair.Create("model/extra", zeros(1))]));
        Assert.Contains("has no tensor 'model/extra'", missing.Message);
    }

    [Fact]
    public void Another_safetensors_file_is_no_checkpoint()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["x"], [2, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes("{}")]);
        Assert.Contains("no MimLab checkpoint", Assert.Throws<UserError>(() => new Checkpoint(folder["x"])).Message);
    }
}
