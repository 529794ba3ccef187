using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Heads;

/// <summary>
/// The prediction head of a masked image model (SimMIM section 3.3, Table 2): from the encoder's token of a patch to the numbers
/// that are predicted for it. Whatever the kind, a head maps [B, L, D] to [B, L, outputs].
/// </summary>
public sealed record HeadConfig
{
    /// <summary>
    /// <c>linear</c>, <c>mlp</c> (<see cref="MlpHead"/>), <c>inverse-vit</c> (<see cref="InverseVitHead"/>), <c>inverse-swin</c>
    /// (<see cref="InverseSwinHead"/>) or MAE's <c>decoder</c> (<see cref="TransformerDecoder"/>).
    /// </summary>
    public string Kind { get; init; } = "linear";

    /// <summary>
    /// Hidden width of <c>mlp</c>, token width of <c>inverse-vit</c> and <c>decoder</c>, and of <c>inverse-swin</c> in its first
    /// stage.
    /// </summary>
    public int Width { get; init; } = 768;

    /// <summary>Blocks of <c>inverse-vit</c> and <c>decoder</c>.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>
    /// Attention heads of <c>inverse-vit</c> and <c>decoder</c>, and of <c>inverse-swin</c> in its first stage; must divide
    /// <see cref="Width"/>.
    /// </summary>
    public int Heads { get; init; } = 12;

    /// <summary>
    /// Blocks of each stage of the Swin transformer that <c>inverse-swin</c> mirrors, as many stages as the encoder has.
    /// </summary>
    public IReadOnlyList<int> Depths { get; init; } = [];

    /// <summary>Tokens per side of the windows of <c>inverse-swin</c>.</summary>
    public int Window { get; init; } = 7;

    /// <summary>Colours of the pixels that <c>inverse-swin</c> predicts.</summary>
    public int Colours { get; init; } = 3;

    /// <summary>Hidden width of the perceptrons in the blocks of a head over the width of their tokens.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Hidden width of the perceptrons of <c>inverse-vit</c> and <c>decoder</c>.</summary>
    public int HiddenWidth => (int)(Width * MlpRatio);

    /// <summary>Checks that the numbers of the chosen kind fit together.</summary>
    /// <exception cref="UserError">One does not; the message names it.</exception>
    public void Validate()
    {
        if (Kind is not ("linear" or "mlp" or "inverse-vit" or "inverse-swin" or "decoder"))
            throw new UserError($"model.head must be linear, mlp, inverse-vit, inverse-swin or decoder, but it is \"{Kind}\".");
        if (Kind == "linear") return;
        Within("headWidth", Width, 65_536);
        if (Kind == "mlp") return;
        if (Kind == "inverse-swin" && Depths.Count is < 1 or > 8) throw new UserError($"The head inverse-swin needs 1 to 8 stages, but has {Depths.Count}.");
        Within("headDepth", Kind == "inverse-swin" ? Depths.Min() : Depth, 1_000);
        Within("headHeads", Heads, Width);
        if (Width % Heads != 0)
            throw new UserError($"model.headHeads must divide model.headWidth, but {Width} is not a multiple of {Heads}.");
        if (Kind == "decoder" && Width % 4 != 0)
            throw new UserError($"model.headWidth must be a multiple of 4 for the decoder's positions, but it is {Width}.");
        if (HiddenWidth < 1) throw new UserError($"mlpRatio must be positive, but it is {MlpRatio}.");
    }

    /// <summary>Pixels per side of a patch of the encoder's input, for <c>inverse-swin</c>.</summary>
    /// <param name="outputs">Numbers predicted for each token of the encoder's output.</param>
    public int PixelsPerPatch(int outputs) => (int)Math.Sqrt(outputs / Colours) >> Depths.Count - 1;

    /// <summary>
    /// A new head that sees the tokens of all patches: any kind but <c>decoder</c>, which sees the kept ones and their places.
    /// </summary>
    /// <param name="encoderWidth">D, the width of the encoder's tokens.</param>
    /// <param name="tokens">L, the patches of an image; all of them pass through the head, hidden ones included.</param>
    /// <param name="outputs">Numbers predicted for each patch.</param>
    /// <exception cref="UserError">The configuration does not fit together.</exception>
    public Module<Tensor, Tensor> Create(int encoderWidth, int tokens, int outputs)
    {
        Validate();
        return Kind switch
        {
            "mlp" => new MlpHead(encoderWidth, Width, outputs),
            "inverse-vit" => new InverseVitHead(this, encoderWidth, tokens, outputs),
            "inverse-swin" => new InverseSwinHead(this, encoderWidth, tokens, outputs),
            "linear" => new LinearHead(encoderWidth, outputs),
            _ => throw new UserError("model.head is \"decoder\", which needs an encoder of kept patches: set model.method to mae or mff."),
        };
    }

    private static void Within(string key, int value, int most)
    {
        if (value < 1 || value > most) throw new UserError($"model.{key} must lie between 1 and {most}, but it is {value}.");
    }
}
