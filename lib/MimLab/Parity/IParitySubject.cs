using MimLab.Models;
using static TorchSharp.torch;

namespace MimLab.Parity;

/// <summary>A model of one kind, built from a fixture's configuration and run on its inputs.</summary>
internal interface IParitySubject : IDisposable
{
    MaskedImageModel Model { get; }

    /// <summary>What the official state dict calls a parameter or buffer of <see cref="Model"/>.</summary>
    string OfficialName(string name) => name;

    /// <summary>
    /// Whether <see cref="RestoreParameters"/> sets a buffer too; any other must be equal to the official one from the start.
    /// </summary>
    bool Restores(string buffer) => false;

    /// <summary>Sets the model's parameters to the fixture's.</summary>
    void RestoreParameters();

    /// <summary>Computes in another precision from now on; the parameters are those of the fixture again.</summary>
    void ComputeIn(ScalarType type);

    /// <summary>The loss on the fixture's inputs, with a graph behind it.</summary>
    Tensor Loss();

    /// <summary>What the fixture calls <c>output</c>, <c>encoder_output</c> and so on.</summary>
    IReadOnlyDictionary<string, Tensor> Outputs();

    /// <summary>What the named modules put out for the whole batch.</summary>
    IReadOnlyDictionary<string, Tensor> Activations();
}
