using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>libtorch refused a call; the message names the operator, its schema, and the arguments' types and shapes.</summary>
public sealed class TorchException(string message) : ExternalException(message);
