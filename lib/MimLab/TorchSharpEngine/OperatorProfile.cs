using System.Diagnostics.CodeAnalysis;

namespace MimLab;

/// <summary>
/// Refuses: TorchSharp does not say which operators its libtorch runs. A build on lib/Torch has the same class with the real
/// thing.
/// </summary>
[SuppressMessage("Style", "IDE0060:Remove unused parameter", Justification = "The signatures are those of the class in lib/Torch.")]
public sealed class OperatorProfile : IDisposable
{
    /// <summary>Refuses.</summary>
    /// <exception cref="UserError">Always.</exception>
    public OperatorProfile(int mostCalls = 0) =>
        throw new UserError("Operators cannot be profiled in a build on TorchSharp: build without -p:Engine=TorchSharp.");

    /// <summary>What calls are counted for.</summary>
    public string Part { get; set; } = "";

    /// <summary>Nothing.</summary>
    public IReadOnlyList<OperatorTime> Operators { get; } = [];

    /// <summary>Nothing.</summary>
    public IReadOnlyList<OperatorCall> Calls { get; } = [];

    /// <summary>None.</summary>
    public long CallsLeftOut { get; }

    /// <summary>Does nothing.</summary>
    public void Stop()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
