using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Heads;

/// <summary>
/// The prediction head of a masked image model (SimMIM section 3.3, Table 2): from the encoder's token of a patch to the numbers
/// that are predicted for it. Whatever the kind, a head maps [B, L, D] to [B, L, outputs].
/// </summary>
public sealed record HeadConfig
{
    /// <summary><c>linear</c>, <c>mlp</c> (<see cref="MlpHead"/>), <c>inverse-vit</c> (<see cref="InverseVitHead"/>) or MAE's <c>decoder</c> (<see cref="TransformerDecoder"/>).</summary>
    public string Kind { get; init; } = "linear";

    /// <summary>Hidden width of <c>mlp</c>, token width of <c>inverse-vit</c> and <c>decoder</c>.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Blocks of <c>inverse-vit</c> and <c>decoder</c>.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Attention heads of <c>inverse-vit</c> and <c>decoder</c>; must divide <see cref="Width"/>.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Hidden width of the perceptrons of <c>inverse-vit</c> and <c>decoder</c> over <see cref="Width"/>.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Hidden width of the perceptrons of <c>inverse-vit</c> and <c>decoder</c>.</summary>
    public int HiddenWidth => (int)(Width * MlpRatio);

    /// <summary>Checks that the numbers of the chosen kind fit together.</summary>
    /// <exception cref="UserError">One does not; the message names it.</exception>
    public void Validate()
    {
        if (Kind is not ("linear" or "mlp" or "inverse-vit" or "decoder"))
            throw new UserError($"model.head must be linear, mlp, inverse-vit or decoder, but it is \"{Kind}\".");
        if (Kind == "linear") return;
        Within("headWidth", Width, 65_536);
        if (Kind == "mlp") return;
        Within("headDepth", Depth, 1_000);
        Within("headHeads", Heads, Width);
        if (Width % Heads != 0)
            throw new UserError($"model.headHeads must divide model.headWidth, but {Width} is not a multiple of {Heads}.");
        if (Kind == "decoder" && Width % 4 != 0)
            throw new UserError($"model.headWidth must be a multiple of 4 for the decoder's positions, but it is {Width}.");
        if (HiddenWidth < 1) throw new UserError($"mlpRatio must be positive, but it is {MlpRatio}.");
    }

    /// <summary>A new head that sees the tokens of all patches: any kind but <c>decoder</c>, which sees the kept ones and their places.</summary>
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
            "linear" => new LinearHead(encoderWidth, outputs),
            _ => throw new UserError("model.head is \"decoder\", which needs an encoder of kept patches: set model.method to mae or mff."),
        };
    }

    private static void Within(string key, int value, int most)
    {
        if (value < 1 || value > most) throw new UserError($"model.{key} must lie between 1 and {most}, but it is {value}.");
    }
}
