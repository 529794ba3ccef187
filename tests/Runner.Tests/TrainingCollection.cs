namespace Runner.Tests;

/// <summary>Tests that train: one after another, because they share torch's generator and the cores.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class TrainingCollection
{
    public const string Name = "training";
}
