using MimLab.Targets;
using MimLab.Tests.Training;
using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Tests.Targets;

[Collection("torch")]
public class DiscreteVaeTests
{
    private static readonly DiscreteVaeConfig Shape = new() { Side = 2, Tokens = 6, Width = 8, Blocks = 1 };

    [Fact]
    public void The_loss_is_the_error_of_a_soft_choice_and_the_unevenness_of_the_tokens()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var vae = new DiscreteVae(Shape);
        var (patches, noise) = (randn(2, 9, 12), randn(2, 9, 6));
        var loss = vae.Loss(patches, noise, temperature: 0.7, evenness: 0.3).item<float>();

        float[] logits = vae.Logits(patches).data<float>().ToArray(), gumbel = noise.data<float>().ToArray();
        var weights = new float[logits.Length];
        var usage = new double[6];
        for (var row = 0; row < 18; row++)
        {
            var soft = Enumerable.Range(row * 6, 6).Select(i => Math.Exp((logits[i] + gumbel[i]) / 0.7)).ToArray();
            var plain = Enumerable.Range(row * 6, 6).Select(i => Math.Exp(logits[i])).ToArray();
            for (var k = 0; k < 6; k++)
            {
                weights[row * 6 + k] = (float)(soft[k] / soft.Sum());
                usage[k] += plain[k] / plain.Sum() / 18;
            }
        }
        float[] made = vae.Decode(tensor(weights, [2, 9, 6])).data<float>().ToArray(), given = patches.data<float>().ToArray();
        var error = made.Zip(given).Average(p => Math.Pow(p.First - p.Second, 2));
        Assert.Equal(error + 0.3 * usage.Sum(u => u * Math.Log(u * 6)), loss, 1e-4);
    }

    [Fact]
    public void Gradients_are_slopes_of_the_loss()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var vae = new DiscreteVae(Shape);
        var (patches, noise) = (randn(2, 9, 12, ScalarType.Float64), randn(2, 9, 6, ScalarType.Float64));
        GradientCheck.Run(vae, () => vae.Loss(patches, noise, 0.7, 0.3));
    }

    [Fact]
    public void A_batch_of_few_patterns_can_be_told_in_tokens()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var vae = new DiscreteVae(Shape with { Width = 16 });
        var patterns = randn(4, 12);
        var patches = patterns.index_select(0, randint(0, 4, new long[] { 2 * 9 })).view(2, 9, 12);
        using var optimizer = Engine.CreateAdamW([new AdamWGroup([.. vae.parameters()], 0)]);
        var before = (vae.call(patches) - patches).square().mean().item<float>();
        for (var step = 0; step < 300; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.LearningRate = 1e-2 * (1 - step / 300.0);
            var noise = rand(2, 9, 6).clamp(1e-6, 1 - 1e-6).log().neg().log().neg();
            vae.Loss(patches, noise, Math.Pow(0.1, step / 300.0), 0.01).backward();
            optimizer.Step();
            optimizer.ZeroGrad();
        }
        using var frozen = no_grad();
        var after = (vae.call(patches) - patches).square().mean().item<float>();
        Assert.True(after < before / 5, $"{before} to {after}");
        Assert.True(vae.Tokens(patches).data<long>().ToArray().Distinct().Count() >= 3);
    }

    [Fact]
    public void A_file_gives_back_the_same_tokens_and_a_damaged_one_is_refused()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        manual_seed(4);
        var vae = new DiscreteVae(Shape with { Normalisation = "half" });
        var path = folder["vae.safetensors"];
        using (var stream = File.Create(path)) vae.Write(stream, new Dictionary<string, string> { ["data"] = "none" });
        using var read = DiscreteVae.Load(path);
        var patches = randn(3, 16, 12);
        Assert.Equal(vae.Config, read.Config);
        Assert.Equal(vae.Logits(patches).data<float>().ToArray(), read.Logits(patches).data<float>().ToArray());
        Assert.All(read.parameters(), p => Assert.False(p.requires_grad));

        var bytes = File.ReadAllBytes(path);
        var random = new SampleRandom(5);
        for (var i = 0; i < 60; i++)
        {
            var broken = bytes.ToArray();
            if (i % 2 == 0) broken = broken[..random.NextInt(broken.Length)];
            else broken[random.NextInt(700)] ^= (byte)(1 << random.NextInt(8));
            File.WriteAllBytes(folder["broken.safetensors"], broken);
            try
            {
                DiscreteVae.Load(folder["broken.safetensors"]).Dispose(); // a flipped bit may only change a name or a note
            }
            catch (UserError e)
            {
                Assert.Contains("broken.safetensors", e.Message);
            }
        }
        Assert.Contains("mim tokenizer", Assert.Throws<UserError>(() => DiscreteVae.Load(folder["none.safetensors"])).Message);
    }

    [Theory]
    [InlineData("{\"Channels\":64,\"Side\":1024,\"Tokens\":65536,\"Width\":4096,\"Blocks\":100}")]
    [InlineData("{\"Channels\":3,\"Side\":2,\"Tokens\":6,\"Width\":8,\"Blocks\":100}")]
    public void A_shape_that_is_not_its_tensors_is_refused_before_memory_is_taken(string shape)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var tensors = new DiscreteVae(Shape).state_dict();
        SafeTensors.Write(folder["vae.safetensors"], tensors, new Dictionary<string, string> { ["format"] = "mimlab-tokenizer-1", ["shape"] = shape });
        using var watch = new MemoryWatch();
        Assert.Contains("its tensors are not those of its 'shape'", Assert.Throws<UserError>(() => DiscreteVae.Load(folder["vae.safetensors"])).Message);
        Assert.InRange(watch.PeakBytes, 0, 1 << 20);
    }

    [Theory]
    [InlineData(4, 512, 64, 2)]
    [InlineData(2, 6, 8, 0)]
    public void Its_numbers_are_counted_without_making_it(int side, int tokens, int width, int blocks)
    {
        var config = new DiscreteVaeConfig { Side = side, Tokens = tokens, Width = width, Blocks = blocks };
        using var vae = new DiscreteVae(config);
        Assert.Equal(vae.parameters().Sum(parameter => parameter.numel()), config.Parameters);
    }
}
