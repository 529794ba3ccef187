namespace MimLab.Data;

/// <summary>One file of an <see cref="ImageFolder"/>.</summary>
/// <param name="Name">Path below the folder, with forward slashes.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Label">Its class.</param>
internal readonly record struct ImageFile(string Name, long Bytes, int Label);
