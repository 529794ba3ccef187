using MimLab.Weights;
using static TorchSharp.torch;

namespace MimLab.Targets;

/// <summary>
/// The principal components of patches: their mean, and the directions in which they differ most, of length 1 and at right
/// angles. Made from training images once, and kept in a safetensors file.
/// </summary>
/// <param name="Mean">The mean patch [n], its pixels colour by colour, normalised.</param>
/// <param name="Directions">The directions, the most important one first, one after another [k n].</param>
/// <param name="Variances">How much patches vary in each direction [k].</param>
/// <param name="Normalisation">Name of what was done to the pixels.</param>
public sealed record PatchComponents(IReadOnlyList<double> Mean, IReadOnlyList<double> Directions, IReadOnlyList<double> Variances, string Normalisation)
{
    private const string Format = "mimlab-patch-components-1";
    private const int MostNumbers = 1 << 16;

    /// <summary>n, numbers of a patch.</summary>
    public int Numbers => Mean.Count;

    /// <summary>k, how many components there are.</summary>
    public int Count => Variances.Count;

    /// <summary>The components of patches with this mean and covariance.</summary>
    /// <param name="mean">[n]</param>
    /// <param name="covariance">[n n], row by row</param>
    /// <param name="count">k, how many are kept.</param>
    /// <param name="normalisation">Name of what was done to the pixels.</param>
    public static PatchComponents Of(double[] mean, double[] covariance, int count, string normalisation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, mean.Length);
        var (values, vectors) = SymmetricEigen.Of(covariance, mean.Length);
        return new(mean, vectors[..(count * mean.Length)], [.. values[..count].Select(value => Math.Max(0, value))], normalisation);
    }

    /// <summary>Writes the file, with what else it should say of itself.</summary>
    public void Write(Stream stream, IReadOnlyDictionary<string, string> about)
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["mean"] = tensor(Mean.ToArray()),
            ["directions"] = tensor(Directions.ToArray(), [Count, Numbers]),
            ["variances"] = tensor(Variances.ToArray()),
        };
        SafeTensors.Write(stream, tensors, new Dictionary<string, string>(about) { ["format"] = Format, ["normalisation"] = Normalisation });
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserError">It is missing, damaged or something else; the message names it.</exception>
    public static PatchComponents Load(string path)
    {
        if (!File.Exists(path)) throw new UserError($"There is no file {path} of patch components: make it with 'mim components RECIPE', or leave model.componentFile out.");
        using var file = SafeTensors.Read(path);
        if (file.Metadata.GetValueOrDefault("format") != Format || file.Metadata.GetValueOrDefault("normalisation") is not { } normalisation)
            throw new UserError($"{path} has no components of patches: make them with 'mim components RECIPE'.");
        var (mean, directions, variances) = (Numbers("mean", 1), Numbers("directions", 2), Numbers("variances", 1));
        var (n, k) = ((int)mean.numel(), (int)variances.numel());
        if (n > MostNumbers || k < 1 || k > n || directions.shape is not [var rows, var columns] || rows != k || columns != n)
            throw new UserError($"{path} is damaged: its mean has {n} numbers, its directions [{string.Join(", ", directions.shape)}], its variances {k}.");
        using var scope = NewDisposeScope();
        if ((directions.matmul(directions.t()) - eye(k, dtype: ScalarType.Float64)).abs().max().item<double>() is not <= 1e-6)
            throw new UserError($"{path} is damaged: its directions are not of length 1 and at right angles.");
        return new(Values(mean), Values(directions), Values(variances), normalisation);

        Tensor Numbers(string name, int dimensions)
        {
            if (!file.Tensors.TryGetValue(name, out var read) || read.dtype != ScalarType.Float64 || read.dim() != dimensions || !read.isfinite().all().item<bool>())
                throw new UserError($"{path} is damaged: it has no finite \"{name}\" of {dimensions} {(dimensions == 1 ? "dimension" : "dimensions")} in float64.");
            return read;
        }
    }

    private static double[] Values(Tensor tensor) => tensor.data<double>().ToArray();
}
