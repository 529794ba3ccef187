using MimLab.Backbones;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MimLab.Models;

/// <summary>A model that is trained to fill in hidden parts of images: (images, mask) to a scalar loss.</summary>
public abstract class MaskedImageModel : Module<Tensor, Tensor, Tensor>
{
    private HashSet<string>? undecayed;

    /// <summary>A model of this name.</summary>
    protected MaskedImageModel(string name) : base(name) { }

    /// <summary>The part that is kept for fine-tuning. Its parameters are named <c>encoder.*</c> here.</summary>
    public abstract IEncoder Encoder { get; }

    /// <summary>The model's picture of the whole image, predicted where hidden and where seen.</summary>
    /// <param name="images">[B, C, H, W], normalised</param>
    /// <param name="mask">[B, h, w], nonzero where hidden</param>
    /// <returns>[B, C, H, W], normalised like the input</returns>
    public abstract Tensor Reconstruct(Tensor images, Tensor mask);

    /// <summary>
    /// What the encoder is given to see, where that is a picture: null for a model that hides patches, or takes them away.
    /// </summary>
    /// <param name="images">[B, C, H, W], normalised</param>
    /// <param name="mask">[B, h, w], nonzero where hidden</param>
    /// <returns>[B, C, H, W], normalised like the input</returns>
    public virtual Tensor? Seen(Tensor images, Tensor mask) => null;

    /// <summary>Numbers inside the model that are worth a line in the log of training, by name; most models have none.</summary>
    public virtual IReadOnlyDictionary<string, double> Readings => new Dictionary<string, double>();

    /// <summary>Whether weight decay applies to a parameter under this model's official recipe.</summary>
    /// <param name="parameterName">A name from <c>named_parameters</c>.</param>
    public bool Decays(string parameterName)
    {
        undecayed ??= [.. named_parameters().Where(entry => !Decays(entry.Item1, entry.Item2)).Select(entry => entry.Item1)];
        return !undecayed.Contains(parameterName);
    }

    /// <summary>The rule behind <see cref="Decays(string)"/>.</summary>
    protected abstract bool Decays(string name, Tensor parameter);
}
