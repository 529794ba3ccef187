namespace MimLab.Tests;

/// <summary>Tests that use torch's global generator: they run one after another.</summary>
[CollectionDefinition("torch", DisableParallelization = true)]
public class TorchCollection;
