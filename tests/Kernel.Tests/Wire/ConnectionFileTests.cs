using System.Text.Json.Nodes;
using MimLab.Kernel;
using MimLab.Kernel.Wire;

namespace Kernel.Tests.Wire;

public class ConnectionFileTests
{
    [Fact]
    public void What_Jupyter_writes_is_read()
    {
        ConnectionFile connection = Load(_ => { });
        Assert.Equal("tcp://127.0.0.1:5001", connection.Endpoint(connection.Shell));
        Assert.Equal((5002, 5003, 5004, 5005), (connection.Control, connection.Stdin, connection.IOPub, connection.Heartbeat));
        Assert.Equal("secret"u8.ToArray(), connection.Key);
    }

    [Theory]
    [InlineData("localhost", "tcp://127.0.0.1:5001")]
    [InlineData("127.0.0.9", "tcp://127.0.0.9:5001")]
    [InlineData("::1", "tcp://[::1]:5001")]
    public void Every_loopback_address_is_taken(string address, string endpoint) =>
        Assert.Equal(endpoint, Load(file => file["ip"] = address).Endpoint(5001));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("*")]
    [InlineData("192.168.1.7")]
    [InlineData("::")]
    [InlineData("eth0")]
    [InlineData("")]
    public void Any_other_address_is_refused_in_one_sentence(string address)
    {
        var error = Assert.Throws<KernelError>(() => Load(file => file["ip"] = address));
        Assert.Contains("loopback address only", error.Message);
    }

    [Fact]
    public void Sockets_in_a_folder_are_taken_too()
    {
        ConnectionFile connection = Load(file => (file["transport"], file["ip"], file["shell_port"]) = ("ipc", "folder/kernel", 1));
        Assert.Equal("ipc://folder/kernel-1", connection.Endpoint(connection.Shell));
    }

    [Theory]
    [InlineData("transport", "\"udp\"")]
    [InlineData("signature_scheme", "\"hmac-md5\"")]
    [InlineData("signature_scheme", "null")]
    [InlineData("key", "\"\"")]
    [InlineData("key", "7")]
    [InlineData("shell_port", "0")]
    [InlineData("hb_port", "65536")]
    [InlineData("iopub_port", "\"5004\"")]
    [InlineData("stdin_port", "5002")]
    public void A_value_that_cannot_be_is_refused(string name, string value) =>
        Assert.Throws<KernelError>(() => Load(file => file[name] = JsonNode.Parse(value)));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("7")]
    public void A_file_of_another_kind_is_refused(string text)
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<KernelError>(() => ConnectionFile.Load(folder.Write("connection.json", text)));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "none.json");
        Assert.Contains(path, Assert.Throws<KernelError>(() => ConnectionFile.Load(path)).Message);
    }

    [Fact]
    public void A_file_that_others_may_read_is_closed_to_them()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        string path = folder.Write("connection.json", Valid().ToJsonString());
        File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
        ConnectionFile.Load(path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    private static ConnectionFile Load(Action<JsonObject> change)
    {
        using var folder = new TemporaryFolder();
        JsonObject file = Valid();
        change(file);
        return ConnectionFile.Load(folder.Write("connection.json", file.ToJsonString()));
    }

    private static JsonObject Valid() => new()
    {
        ["transport"] = "tcp",
        ["ip"] = "127.0.0.1",
        ["shell_port"] = 5001,
        ["control_port"] = 5002,
        ["stdin_port"] = 5003,
        ["iopub_port"] = 5004,
        ["hb_port"] = 5005,
        ["key"] = "secret",
        ["signature_scheme"] = "hmac-sha256",
    };
}
