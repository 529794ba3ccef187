namespace MimLab.Training;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019), the optimizer of every paper reproduced here; a linear probe may ask for LARS instead, as
/// MAE's does.
/// </summary>
public sealed record OptimizerSettings
{
    /// <summary><c>adamw</c>, or in a probe <c>lars</c> (<see cref="Lars"/>).</summary>
    public string Name { get; init; } = "adamw";

    /// <summary>Learning rate as it is applied. Give this or <see cref="BaseLearningRate"/>.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Learning rate for 512 images per update, scaled linearly: times batch x accumulate / 512 (SimMIM, section 4.1.1).</summary>
    public double? BaseLearningRate { get; init; }

    /// <summary>Decay rates of the two moments (<c>adamw</c>).</summary>
    public IReadOnlyList<double> Betas { get; init; } = [0.9, 0.999];

    /// <summary>Added to the denominator (<c>adamw</c>).</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decay rate of the gradient's running sum (<c>lars</c>).</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay of the parameters that the model says decay, decoupled with <c>adamw</c>.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>The peak learning rate for <paramref name="imagesPerUpdate"/> images per update.</summary>
    public double PeakLearningRate(long imagesPerUpdate) => LearningRate ?? BaseLearningRate!.Value * imagesPerUpdate / 512;

    /// <summary>A new optimizer of groups of parameters, at its first step.</summary>
    internal IOptimizer Create(IReadOnlyList<AdamWGroup> groups)
    {
        if (Name == "lars") return new Lars(groups.SelectMany(g => g.Parameters), Momentum, WeightDecay);
        var adam = Engine.CreateAdamW(groups);
        (adam.Beta1, adam.Beta2, adam.Epsilon) = (Betas[0], Betas[1], Epsilon);
        return adam;
    }

    internal void Validate(RecipeCheck check, bool probe = false)
    {
        check.OneOf("name", Name, probe ? ["adamw", "lars"] : ["adamw"]);
        check.ExactlyOne("learningRate", LearningRate, "baseLearningRate", BaseLearningRate);
        check.Positive("learningRate", LearningRate);
        check.Positive("baseLearningRate", BaseLearningRate);
        check.That(Betas.Count == 2 && Betas.All(b => b is >= 0 and < 1), "betas", "must be two numbers from 0 up to, not including, 1");
        check.Positive("epsilon", Epsilon);
        check.That(Momentum is >= 0 and < 1, "momentum", $"is {Momentum}, but must be from 0 up to, not including, 1");
        check.AtLeast("weightDecay", WeightDecay, 0);
    }
}
