using System.Net;
using System.Text;
using System.Text.Json;

namespace MimLab.Kernel.Wire;

/// <summary>Where a front end expects the kernel, and the key both sign with: the file that Jupyter passes to a kernel.</summary>
internal sealed record ConnectionFile(string Transport, string Host, int Shell, int Control, int Stdin, int IOPub, int Heartbeat, byte[] Key)
{
    private const int LongestFile = 64 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads and checks <paramref name="path"/>; a file that others may read is closed to them first.</summary>
    /// <exception cref="KernelError">
    /// The file is missing, malformed, not ours to close, or asks for anything but this machine.
    /// </exception>
    public static ConnectionFile Load(string path)
    {
        if (OperatingSystem.IsWindows()) throw new KernelError("This kernel runs on Linux only.");
        try
        {
            using FileStream file = File.OpenRead(path);
            UnixFileMode mode = File.GetUnixFileMode(file.SafeFileHandle);
            if ((mode & Others) != 0)
            {
                File.SetUnixFileMode(file.SafeFileHandle, mode & OwnerOnly);
                Console.Error.WriteLine($"mimlab kernel: closed {path} to other users; it holds the key of this session.");
            }
            if (file.Length > LongestFile) throw new KernelError($"{path} is no connection file: it is over {LongestFile} bytes long.");
            using JsonDocument document = JsonDocument.Parse(file);
            return Parse(document.RootElement, path);
        }
        catch (JsonException)
        {
            throw new KernelError($"{path} is no connection file: it is not JSON.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new KernelError($"{path} must belong to the user who starts the kernel and be readable by that user alone (chmod 600).");
        }
        catch (IOException failure)
        {
            throw new KernelError($"The connection file {path} cannot be read: {failure.Message.TrimEnd('.')}.");
        }
    }

    /// <summary>The address of one channel, by its port.</summary>
    public string Endpoint(int port) => Transport == "ipc" ? $"ipc://{Host}-{port}" : $"tcp://{Host}:{port}";

    private static ConnectionFile Parse(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new KernelError($"{path} is no connection file: it is not a JSON object.");
        string transport = Text(root, "transport", path);
        string host = transport switch
        {
            "tcp" => Loopback(Text(root, "ip", path), path),
            "ipc" => Text(root, "ip", path),
            _ => throw new KernelError($"{path}: transport is '{transport}', but this kernel knows tcp and ipc."),
        };
        string scheme = Text(root, "signature_scheme", path);
        if (scheme != "hmac-sha256") throw new KernelError($"{path}: signature_scheme is '{scheme}', but this kernel signs with hmac-sha256.");
        string key = Text(root, "key", path);
        if (key.Length == 0) throw new KernelError($"{path}: key is empty, but this kernel takes signed messages only.");
        int[] ports = [.. new[] { "shell_port", "control_port", "stdin_port", "iopub_port", "hb_port" }.Select(name => Port(root, name, path))];
        if (ports.Distinct().Count() != ports.Length) throw new KernelError($"{path}: two channels have the same port.");
        return new ConnectionFile(transport, host, ports[0], ports[1], ports[2], ports[3], ports[4], Encoding.UTF8.GetBytes(key));
    }

    // Whoever reaches the shell channel with the key runs code as this user; no other machine gets the chance to try.
    private static string Loopback(string host, string path)
    {
        if (host == "localhost") return "127.0.0.1";
        if (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address))
        {
            return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
        }
        throw new KernelError($"{path}: ip is '{host}', but this kernel listens on this machine's loopback address only (127.0.0.1).");
    }

    private static string Text(JsonElement root, string name, string path) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new KernelError($"{path}: {name} is missing or no text.");

    private static int Port(JsonElement root, string name, string path) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out int port) && port is > 0 and <= 65535
            ? port
            : throw new KernelError($"{path}: {name} is missing or no port number.");
}
