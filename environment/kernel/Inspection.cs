namespace MimLab.Kernel;

/// <summary>What is known about the name under the cursor.</summary>
public sealed record Inspection(MimeBundle Bundle);
