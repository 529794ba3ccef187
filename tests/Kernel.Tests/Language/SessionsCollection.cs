namespace Kernel.Tests.Language;

/// <summary>Sessions share the process's console: their tests run one after another.</summary>
[CollectionDefinition("Sessions", DisableParallelization = true)]
public sealed class SessionsCollection;
