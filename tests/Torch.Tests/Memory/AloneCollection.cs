namespace MimLab.Torch.Tests.MemoryTests;

/// <summary>Tests that measure the process, or change what is global in it, run after the others, one at a time.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneCollection;
