using static TorchSharp.torch;

namespace MimLab.Parity;

/// <summary>Runs a model here on what an official implementation was run on, and measures how far apart they are.</summary>
public static class ParityCheck
{
    /// <summary>
    /// Compares outputs, activations, gradients and loss curves. Computes in float32 on the CPU and changes nothing but the model
    /// it makes.
    /// </summary>
    public static ParityResult Run(ParityFixture fixture)
    {
        using var scope = NewDisposeScope();
        using var subject = Subject(fixture);
        if (subject is null) return new ParityResult(fixture.Name, null, null, null, null, false, ["not known to this version"]) { Known = false };

        var notes = new List<string>();
        var matched = LoadParameters(fixture, subject, notes) & CheckDecayGroups(fixture, subject, notes);
        if (!matched) return new ParityResult(fixture.Name, null, null, null, null, false, notes);

        RelativeError outputs = new(), activations = new(), gradients = new(), curves = new(), parameters = new();
        CompareValues(fixture, subject, outputs, activations, notes);
        CompareGradients(fixture, subject, outputs, gradients);
        CurveCheck.Run(fixture, subject, curves, parameters, notes);
        foreach (var (what, error) in new[] { ("output", outputs), ("activation", activations), ("gradient", gradients), ("curve", curves), ("parameter after 20 steps", parameters) })
            if (error.Largest is not null) notes.Add($"worst {what}: {error.Worst}");
        var passed = outputs.Within(ParityResult.ValueTolerance) && activations.Within(ParityResult.ValueTolerance)
            && gradients.Within(ParityResult.GradientTolerance) && curves.Within(ParityResult.GradientTolerance)
            && parameters.Within(ParityResult.ParameterTolerance) && outputs.Largest is not null;
        return new ParityResult(fixture.Name, outputs.Largest, activations.Largest, gradients.Largest, curves.Largest, passed, notes)
        {
            ParameterError = parameters.Largest,
        };
    }

    internal static IParitySubject? Subject(ParityFixture fixture) => fixture.Kind switch
    {
        ParityKind.SimMimVisionTransformer or ParityKind.SimMimSwin or ParityKind.SimMimSwinV2 => new SimMimSubject(fixture),
        ParityKind.MixMim => new MixMimSubject(fixture),
        ParityKind.Mae or ParityKind.Mff => new MaeSubject(fixture),
        _ => null,
    };

    /// <summary>
    /// Puts the fixture's parameters into the model. Names and shapes must agree exactly, fixed buffers also in value.
    /// </summary>
    private static bool LoadParameters(ParityFixture fixture, IParitySubject subject, List<string> notes)
    {
        var given = fixture.Under("param/");
        var state = subject.Model.state_dict().ToDictionary(item => subject.OfficialName(item.Key), item => item.Value);
        var missing = given.Keys.Except(state.Keys).Select(name => $"the official model has {name}, ours does not")
            .Concat(state.Keys.Except(given.Keys).Select(name => $"our model has {name}, the official one does not"))
            .Concat(given.Where(item => state.TryGetValue(item.Key, out var ours) && !ours.shape.SequenceEqual(item.Value.shape))
                .Select(item => $"{item.Key} is [{string.Join(", ", item.Value.shape)}] in the official model, not in ours"))
            .ToArray();
        notes.AddRange(missing);
        if (missing.Length > 0) return false;
        using var frozen = no_grad();
        foreach (var (name, buffer) in subject.Model.named_buffers())
            if (!subject.Restores(name) && !given[subject.OfficialName(name)].allclose(buffer, rtol: 1e-6, atol: 1e-7))
                notes.Add($"{subject.OfficialName(name)} differs from the official buffer");
        subject.RestoreParameters();
        return notes.Count == 0;
    }

    private static bool CheckDecayGroups(ParityFixture fixture, IParitySubject subject, List<string> notes)
    {
        if (fixture.OptimizerGroup("decay") is not { } decayed) return true;
        var undecayed = fixture.OptimizerGroup("no_decay");
        var different = subject.Model.named_parameters().Select(item => (Ours: item.Item1, Official: subject.OfficialName(item.Item1)))
            .Where(name => subject.Model.Decays(name.Ours) ? undecayed?.Contains(name.Official) == true : decayed.Contains(name.Official))
            .Select(name => name.Official).ToArray();
        notes.AddRange(different.Select(name => $"{name} {(decayed.Contains(name) ? "decays" : "does not decay")} in the official optimizer, unlike ours"));
        return different.Length == 0;
    }

    private static void CompareValues(ParityFixture fixture, IParitySubject subject, RelativeError outputs, RelativeError activations, List<string> notes)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        foreach (var (name, ours) in subject.Outputs())
            if (fixture.Tensors.TryGetValue(name, out var theirs)) outputs.Compare(name, ours, theirs);
        var traced = subject.Activations();
        foreach (var (name, theirs) in fixture.Under("act/"))
            if (traced.TryGetValue(name, out var ours)) activations.Compare(name, ours.narrow(0, 0, theirs.size(0)), theirs);
            else notes.Add($"activation {name} was not compared: not known to this version");
    }

    private static void CompareGradients(ParityFixture fixture, IParitySubject subject, RelativeError outputs, RelativeError gradients)
    {
        using var scope = NewDisposeScope();
        var loss = subject.Loss();
        if (fixture.Tensors.TryGetValue("loss", out var expected)) outputs.Compare("loss", loss, expected);
        loss.backward();
        var given = fixture.Under("grad/");
        // A gradient that cancels to nothing holds only rounding errors of its float32 terms.
        var noise = given.Count == 0 ? 0 : 1e-6 * given.Values.Max(gradient => gradient.abs().max().item<float>());
        foreach (var (name, parameter) in subject.Model.named_parameters())
            if (given.TryGetValue(subject.OfficialName(name), out var theirs)) gradients.Compare(subject.OfficialName(name), parameter.grad, theirs, noise);
        subject.Model.zero_grad();
    }
}
