using MimLab.Parity;
using static TorchSharp.torch;

namespace MimLab.Tests.Parity;

/// <summary>
/// What every method's golden fixtures must do: agree as they are, and disagree when their configuration is another.
/// </summary>
internal static class GoldenCheck
{
    /// <summary>Everything the fixture holds is compared, and agrees.</summary>
    public static void Passes(string name)
    {
        using var fixture = Golden.Load(name);
        var result = ParityCheck.Run(fixture);
        Assert.True(result.Passed, $"{result}\n{string.Join('\n', result.Notes)}");
        Assert.NotNull(result.OutputError);
        Assert.NotNull(result.ActivationError);
        Assert.NotNull(result.GradientError);
        Assert.NotNull(result.CurveError);
        Assert.NotNull(result.ParameterError);
        Assert.DoesNotContain(result.Notes, note => note.Contains("not compared"));
    }

    /// <summary>The model that the changed configuration describes is made, and fails the check.</summary>
    public static void Fails(string name, string from, string to)
    {
        using var fixture = Golden.Load(name, DropCurves, json => json.Contains(from) ? json.Replace(from, to) : throw new ArgumentException(from));
        var result = ParityCheck.Run(fixture);
        Assert.True(result.Known);
        Assert.False(result.Passed);
        Assert.NotEmpty(result.Notes);
    }

    /// <summary>Leaves the training curves out, which take the most time.</summary>
    public static void DropCurves(Dictionary<string, Tensor> tensors)
    {
        foreach (var name in tensors.Keys.Where(name => name.StartsWith("losses") || name.StartsWith("param20/")).ToArray()) tensors.Remove(name);
    }
}
