namespace TorchSharp;

/// <summary>How a tensor is written.</summary>
public enum TensorStringStyle
{
    /// <summary>Shape, type and device only.</summary>
    Metadata,

    /// <summary>A header with shape, type and device, then the elements.</summary>
    Julia,

    /// <summary>The elements in nested brackets.</summary>
    Numpy,

    /// <summary>The elements in nested braces, as a C# initialiser.</summary>
    CSharp,

    /// <summary>What <see cref="torch.TensorStringStyle"/> says.</summary>
    Default,
}
