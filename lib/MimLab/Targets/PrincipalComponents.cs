using static TorchSharp.torch;

namespace MimLab.Targets;

/// <summary>
/// Each patch as the coefficients of its largest principal components (MAE section 4.1, Table 1d), scored by the mean of their
/// squared errors. The paper keeps 96 of the 768 numbers of a patch.
/// <para>Differs from the paper: it does not say on which patches its components are computed, nor whether coefficients are
/// scaled. Here they come from a pass over augmented training images, and are not: they are the patch, less the mean patch, seen
/// along each direction, so that an error counts as it would in pixels.</para>
/// </summary>
/// <param name="grid">The pixels of a patch.</param>
/// <param name="components">The components of patches of that size.</param>
public sealed class PrincipalComponents(PatchGrid grid, PatchComponents components) : IPredictionTarget
{
    // In float64, which autocast leaves alone.
    private Tensor mean = tensor(components.Mean.ToArray()).DetachFromDisposeScope();                                                           // [n]
    private Tensor directions = tensor(components.Directions.ToArray(), [components.Count, components.Numbers]).DetachFromDisposeScope();     // [k, n]

    /// <inheritdoc/>
    public int Outputs => components.Count;

    /// <inheritdoc/>
    public int Places => 1;

    /// <inheritdoc/>
    public int ErrorsPerPlace => components.Count;

    /// <summary>The coefficients [B, L, k] of patches [B, L, C p p].</summary>
    public Tensor Truth(Tensor patches)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Place(patches.device);
        return (grid.Shrink(patches).to(ScalarType.Float64) - mean).matmul(directions.t()).to(patches.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Errors(Tensor predicted, Tensor truth) => (predicted - truth).square().sum(-1);

    /// <summary>The patches that have these coefficients and are like the mean patch in all other directions.</summary>
    public Tensor Picture(Tensor predicted)
    {
        using var scope = NewDisposeScope();
        Place(predicted.device);
        return grid.Enlarge((predicted.to(ScalarType.Float64).matmul(directions) + mean).to(ScalarType.Float32)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        mean.Dispose();
        directions.Dispose();
    }

    private void Place(Device device)
    {
        if (mean.device == device) return;
        (mean, directions) = (Moved(mean, device), Moved(directions, device));
    }

    private static Tensor Moved(Tensor old, Device device)
    {
        var here = old.to(device).DetachFromDisposeScope();
        old.Dispose();
        return here;
    }
}
