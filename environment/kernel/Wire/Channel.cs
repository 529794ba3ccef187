namespace MimLab.Kernel.Wire;

/// <summary>The Jupyter protocol's channels that carry messages (heartbeat only echoes bytes).</summary>
internal enum Channel
{
    Shell,
    Control,
    Stdin,
    IOPub,
}
