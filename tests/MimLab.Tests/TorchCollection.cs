namespace MimLab.Tests;

/// <summary>
/// Tests that use what the whole process shares (torch's global generator, libvips' count of its memory): they run one after
/// another, after all others.
/// </summary>
[CollectionDefinition("torch", DisableParallelization = true)]
public class TorchCollection;
