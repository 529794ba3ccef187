using System.Security.Cryptography;
using System.Text;

namespace MimLab.Training;

/// <summary>What decides the weights of a run, as one hash: a run continues only from a checkpoint of the same identity.</summary>
internal static class RunIdentity
{
    public static string Of(params ReadOnlySpan<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
}
