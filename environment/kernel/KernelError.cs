namespace MimLab.Kernel;

/// <summary>
/// Something that whoever starts the kernel can put right; the message is one sentence that says what and where.
/// </summary>
internal sealed class KernelError(string message) : Exception(message);
