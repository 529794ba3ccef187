using System.Text.Json;
using MimLab.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Targets;

/// <summary>
/// A small discrete variational auto-encoder that turns each patch into one of K tokens, of the kind whose tokens BEiT predicts
/// (DALL-E, Ramesh et al. 2021, section 2.1): the choice is relaxed to a Gumbel-softmax while it trains, so that plain gradients
/// reach the encoder and no token needs bookkeeping, as a vector quantiser's would.
/// <para>Differs from DALL-E's: patches instead of strided convolutions, squared error instead of its logit-Laplace likelihood, a
/// penalty on the uneven use of tokens in a batch instead of one on each choice, and thousands of times fewer images and
/// weights.</para>
/// </summary>
public sealed class DiscreteVae : Module<Tensor, Tensor>
{
    private const string Format = "mimlab-tokenizer-1";

    private readonly Linear embed;
    private readonly ModuleList<ResidualConvolution> encoder;
    private readonly Linear choose;
    private readonly Linear codebook;
    private readonly ModuleList<ResidualConvolution> decoder;
    private readonly Linear paint;

    /// <summary>A new, untrained one; PyTorch's default initialisation.</summary>
    public DiscreteVae(DiscreteVaeConfig config) : base(nameof(DiscreteVae))
    {
        Config = config;
        var numbers = config.Channels * config.Side * config.Side;
        embed = Linear(numbers, config.Width);
        encoder = new ModuleList<ResidualConvolution>([.. Enumerable.Range(0, config.Blocks).Select(_ => new ResidualConvolution(config.Width))]);
        choose = Linear(config.Width, config.Tokens);
        codebook = Linear(config.Tokens, config.Width, hasBias: false);
        decoder = new ModuleList<ResidualConvolution>([.. Enumerable.Range(0, config.Blocks).Select(_ => new ResidualConvolution(config.Width))]);
        paint = Linear(config.Width, numbers);
        RegisterComponents();
        // The default bound shrinks with K; codes should start as far apart as those of a small vocabulary.
        using var frozen = no_grad();
        codebook.weight.normal_(0, 1);
    }

    /// <summary>The shape.</summary>
    public DiscreteVaeConfig Config { get; }

    /// <summary>How well each token fits each patch: [B, L, C t t] to logits [B, L, K].</summary>
    public Tensor Logits(Tensor patches)
    {
        using var scope = NewDisposeScope();
        var map = ToMap(embed.call(patches));                                   // [B, W, h, w]
        foreach (var block in encoder) map = block.call(map);
        return choose.call(functional.relu(ToTokens(map))).MoveToOuterDisposeScope();
    }

    /// <summary>The best token of each patch: [B, L, C t t] to int64 [B, L].</summary>
    public Tensor Tokens(Tensor patches)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        return Logits(patches).argmax(-1).MoveToOuterDisposeScope();
    }

    /// <summary>Patches from a weighting of the tokens: [B, L, K], a one at one token, to [B, L, C t t].</summary>
    public Tensor Decode(Tensor weights)
    {
        using var scope = NewDisposeScope();
        var map = ToMap(codebook.call(weights));
        foreach (var block in decoder) map = block.call(map);
        return paint.call(functional.relu(ToTokens(map))).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The mean squared error of the patches, decoded from a random choice of tokens, plus a penalty on choices that are far from
    /// even.
    /// </summary>
    /// <param name="patches">[B, L, C t t]</param>
    /// <param name="noise">Gumbel noise [B, L, K]; zeros for none</param>
    /// <param name="temperature">How soft the choice is: near 0 it is one token, at 1 a mixture.</param>
    /// <param name="evenness">Weight of the divergence of the chosen tokens from using all alike, in nats over a batch.</param>
    public Tensor Loss(Tensor patches, Tensor noise, double temperature, double evenness)
    {
        using var scope = NewDisposeScope();
        var logits = Logits(patches).to(noise.dtype);                           // [B, L, K]
        var weights = functional.softmax((logits + noise) / temperature, -1);
        var error = (Decode(weights) - patches).square().mean();
        var usage = functional.softmax(logits, -1).mean([0, 1]);                // [K], the share of each token in the batch
        var divergence = (usage * (usage + 1e-9).log()).sum() + Math.Log(Config.Tokens);
        return (error + divergence * evenness).MoveToOuterDisposeScope();
    }

    /// <summary>Patches as the tokens show them: [B, L, C t t] to [B, L, C t t].</summary>
    public override Tensor forward(Tensor patches)
    {
        using var scope = NewDisposeScope();
        return Show(Tokens(patches), patches.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>The patches that tokens [B, L] stand for: [B, L, C t t].</summary>
    public Tensor Show(Tensor tokens, ScalarType type)
    {
        using var scope = NewDisposeScope();
        return Decode(functional.one_hot(tokens, Config.Tokens).to(type)).MoveToOuterDisposeScope();
    }

    /// <summary>Writes shape and weights, with what else the file should say of itself.</summary>
    public void Write(Stream stream, IReadOnlyDictionary<string, string> about)
    {
        using var scope = NewDisposeScope();
        SafeTensors.Write(stream, state_dict().ToDictionary(p => p.Key, p => p.Value.detach().cpu()), new Dictionary<string, string>(about)
        {
            ["format"] = Format,
            ["shape"] = JsonSerializer.Serialize(Config),
        });
    }

    /// <summary>Reads a tokenizer, ready to use.</summary>
    /// <exception cref="UserError">The file is missing, damaged or no tokenizer; the message names it.</exception>
    public static DiscreteVae Load(string path)
    {
        if (!File.Exists(path)) throw new UserError($"There is no tokenizer {path}: train one with 'mim tokenizer RECIPE', or leave model.tokenizer out.");
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var file = SafeTensors.Read(path);
        if (file.Metadata.GetValueOrDefault("format") != Format || file.Metadata.GetValueOrDefault("shape") is not { } shape)
            throw new UserError($"{path} is no tokenizer: train one with 'mim tokenizer RECIPE'.");
        var config = Shape(shape) ?? throw new UserError($"{path} is damaged: its metadata has no valid 'shape'.");
        // A damaged shape shall not take more memory than the file has numbers.
        if (file.Tensors.Values.Sum(tensor => tensor.numel()) != config.Parameters)
            throw new UserError($"{path} is damaged: its tensors are not those of its 'shape'.");
        var vae = new DiscreteVae(config);
        foreach (var (name, own) in vae.state_dict())
        {
            if (!file.Tensors.TryGetValue(name, out var saved) || !saved.shape.SequenceEqual(own.shape))
                throw new UserError($"{path} is damaged: it has no \"{name}\" of shape [{string.Join(", ", own.shape)}].");
            own.copy_(saved);
        }
        vae.eval();
        foreach (var parameter in vae.parameters()) parameter.requires_grad = false;
        return vae;
    }

    private static DiscreteVaeConfig? Shape(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<DiscreteVaeConfig>(text)
                is { Channels: > 0 and <= 64, Side: > 0 and <= 1024, Tokens: > 1 and <= 65536, Width: > 0 and <= 4096, Blocks: >= 0 and <= 100 } shape ? shape : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Tensor ToMap(Tensor tokens) // [B, L, W] to [B, W, h, w]
    {
        var side = (long)Math.Sqrt(tokens.size(1));
        return tokens.transpose(1, 2).reshape(tokens.size(0), tokens.size(2), side, side);
    }

    private static Tensor ToTokens(Tensor map) => map.flatten(2).transpose(1, 2);
}
