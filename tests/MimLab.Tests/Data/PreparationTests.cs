using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using FsCheck;
using FsCheck.Fluent;
using MimLab.Data;
using MimLab.Data.Preparation;

namespace MimLab.Tests.Data;

public class PreparationTests
{
    [Theory]
    [InlineData("../outside.jpg")]
    [InlineData("a/../../outside.jpg")]
    [InlineData("/etc/outside.jpg")]
    [InlineData("a\\..\\..\\outside.jpg")]
    public void Archives_that_lead_out_of_the_folder_are_refused(string name)
    {
        using var folder = new TempFolder();
        var archive = Tar(folder, ("set/train/a/x.jpg", TestImages.Jpeg), (name, TestImages.Jpeg));
        var problem = Assert.Throws<UserError>(() => Prepare("image-folder", folder, archive));
        Assert.Contains("leads out of the folder", problem.Message);
        Assert.Empty(Directory.GetDirectories(Path.Combine(folder.Path, "data")));
        Assert.Empty(Directory.GetFiles(folder.Path, "outside*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Archives_of_no_use_are_explained_and_leave_nothing_behind()
    {
        using var folder = new TempFolder();
        var text = Assert.Throws<UserError>(() => Prepare("image-folder", folder, Tar(folder, ("set/train/a/x.txt", [1]))));
        Assert.Contains("no JPEG, PNG or WebP", text.Message);
        Assert.Contains("no JPEG", Assert.Throws<UserError>(() => Prepare("image-folder", folder, folder.Write("empty.tar", []))).Message);
        foreach (var names in new[] { ("set/a", "set/a/x.jpg"), ("set/a/x.jpg/y.jpg", "set/a/x.jpg") })
        {
            var both = Assert.Throws<UserError>(() => Prepare("image-folder", folder, Tar(folder, (names.Item1, TestImages.Jpeg), (names.Item2, TestImages.Jpeg))));
            Assert.Contains("both as a file and as a folder", both.Message);
        }
        Assert.Empty(Directory.GetDirectories(Path.Combine(folder.Path, "data")));
    }

    [Fact]
    public void Links_in_an_archive_are_not_followed_or_made()
    {
        using var folder = new TempFolder();
        var outside = Directory.CreateDirectory(Path.Combine(folder.Path, "outside")).FullName;
        var archive = Path.Combine(folder.Path, "set.tar");
        using (var tar = new TarWriter(File.Create(archive)))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "set/train/a") { LinkName = outside });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "set/train/a/x.jpg") { DataStream = new MemoryStream(TestImages.Jpeg) });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "set/train/a/y.jpg") { LinkName = "/etc/passwd" });
        }
        Assert.Equal(1, Prepare("image-folder", folder, archive).Counts["train"]);
        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }

    [Fact]
    public void Safe_names_stay_inside_whatever_they_hold()
    {
        var root = Path.GetFullPath("/root/folder");
        Prop.ForAll(Arb.From(Gen.Elements("..", ".", "", "a", "b\\..", "c:", "\\", "x.jpg").ListOf(5)), parts =>
        {
            try
            {
                var path = Path.GetFullPath(Path.Combine(root, TarImport.SafeName(string.Join('/', parts), "t.tar")));
                return path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
            }
            catch (UserError)
            {
                return true;
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_image_folder_is_unpacked_checked_and_described()
    {
        using var folder = new TempFolder();
        var archive = Tar(folder, ("set/train/a/x.jpg", TestImages.Jpeg), ("set/train/b/cut.jpg", TestImages.LargeJpeg[..1500]),
            ("set/test/a/y.webp", TestImages.Webp));
        var manifest = Prepare("imagefolder", folder, archive);
        Assert.Equal(2, manifest.Counts["train"]);
        Assert.Equal(1, manifest.Counts["test"]);
        Assert.Equal("b/cut.jpg", Assert.Single(manifest.Unreadable).Name);
        Assert.Equal(ContentHash.OfFile(archive), manifest.ImportedSha256);
        var read = DatasetManifest.Read(manifest.Folder)!;
        Assert.Equal(manifest.ToJson(), read.ToJson());
        Assert.Contains("exists already", Assert.Throws<UserError>(() => Prepare("imagefolder", folder, archive)).Message);
    }

    [Fact]
    public void A_manifest_without_a_count_of_unreadable_images_lists_them_all()
    {
        using var folder = new TempFolder();
        folder.Write("manifest.json", """
            { "name": "set", "source": "", "licence": "", "counts": {}, "classes": [],
              "unreadable": [{ "name": "a.jpg", "reason": "" }, { "name": "b.jpg", "reason": "" }] }
            """u8.ToArray());
        Assert.Equal(2, DatasetManifest.Read(folder.Path)!.UnreadableCount);
    }

    [Fact]
    public void What_a_killed_run_left_half_unpacked_does_not_mix_with_another_archive()
    {
        using var folder = new TempFolder();
        folder.Write("data/set.part/set/train/old/x.jpg", TestImages.Jpeg);
        var manifest = Prepare("image-folder", folder, Tar(folder, ("set/train/new/x.jpg", TestImages.Jpeg)));
        Assert.Equal(["new"], manifest.Classes);
        Assert.Equal(1, manifest.Counts["train"]);
    }

    [Theory]
    [InlineData(300, 1)]
    [InlineData(200, 30)]
    public void A_name_that_no_file_system_takes_is_told_in_short(int length, int levels)
    {
        using var folder = new TempFolder();
        var name = string.Join('/', Enumerable.Repeat(new string('x', length), levels));
        var problem = Assert.Throws<UserError>(() => Prepare("image-folder", folder, Tar(folder, ($"set/train/{name}.jpg", TestImages.Jpeg))));
        Assert.Contains("too long", problem.Message);
        Assert.InRange(problem.Message.Length, 1, 400);
        Assert.Empty(Directory.GetDirectories(Path.Combine(folder.Path, "data")));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{ \"name\": null, \"source\": \"\", \"licence\": \"\", \"counts\": {}, \"classes\": [] }")]
    [InlineData("{ \"name\": \"x\", \"source\": \"\", \"licence\": \"\", \"counts\": null, \"classes\": [] }")]
    [InlineData("[1]")]
    [InlineData("{")]
    public void A_damaged_manifest_is_none(string text)
    {
        using var folder = new TempFolder();
        folder.Write("manifest.json", System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Null(DatasetManifest.Read(folder.Path));
    }

    [Fact]
    public async Task A_server_that_never_stops_sending_fills_no_disk()
    {
        using var folder = new TempFolder();
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var sending = Task.Run(() =>
        {
            using var client = server.AcceptTcpClient();
            using var stream = client.GetStream();
            try
            {
                stream.Write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8);
                while (true) stream.Write(new byte[1 << 16]);
            }
            catch (IOException)
            {
                // The other side had enough.
            }
        });
        var url = $"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/data.tar.gz";
        var path = Path.Combine(folder.Path, "data.tar.gz");
        var problem = Assert.Throws<UserError>(() => Download.Fetch(url, path, "none", new PreparationOptions { DataFolder = folder.Path }, mostBytes: 1 << 20));
        Assert.Contains("more than", problem.Message);
        Assert.InRange(new FileInfo(path).Length, 0, 1 << 20);
        await sending;
    }

    [Fact]
    public void Cifar_imports_the_owners_archive_and_says_when_a_copy_is_incomplete()
    {
        using var folder = new TempFolder();
        var batch = new byte[Cifar10.RecordsPerFile * Cifar10.RecordBytes];
        var names = Cifar10.Files(Split.Train).Concat(Cifar10.Files(Split.Test)).ToArray();
        var entries = names.Select(name => ($"cifar-10-batches-bin/{name}", batch)).ToArray();
        var partial = Assert.Throws<UserError>(() => Prepare("cifar10", folder, Tar(folder, entries[..4])));
        Assert.Contains("lacks data_batch_5.bin, test_batch.bin", partial.Message);
        Assert.Empty(Directory.GetDirectories(Path.Combine(folder.Path, "data")));
        var manifest = Prepare("cifar10", folder, Tar(folder, entries));
        Assert.Equal((50_000, 10_000), (manifest.Counts["train"], manifest.Counts["test"]));
        Assert.Equal(6, manifest.Files.Count);
        Assert.Equal(10_000, new DatasetSettings { Set = "cifar10" }.Open(Split.Test, Path.Combine(folder.Path, "data")).Count);
    }

    [Fact]
    public void A_copy_of_cifar_survives_a_run_that_was_killed_while_replacing_it()
    {
        using var folder = new TempFolder();
        var aside = Directory.CreateDirectory(Path.Combine(folder.Path, "data", "cifar10.part-old")).FullName;
        foreach (var name in Cifar10.Files(Split.Train).Concat(Cifar10.Files(Split.Test)))
            using (var file = File.Create(Path.Combine(aside, name))) file.SetLength((long)Cifar10.RecordsPerFile * Cifar10.RecordBytes);
        new DatasetManifest { Name = "the old copy", Source = "", Licence = "", Counts = new Dictionary<string, int>(), Classes = [], Folder = aside }.Write();
        Assert.Contains("--from", Assert.Throws<UserError>(() => Prepare("cifar10", folder, folder.Path + "/none.tar")).Message);
        Assert.Equal("the old copy", Prepare("cifar10", folder, null).Name);

        // Where the new copy had come already, the old one is only in the way.
        folder.Write("data/cifar10.part-old/half-deleted.bin", [1]);
        Assert.Equal("the old copy", Prepare("cifar10", folder, null).Name);
        Assert.Equal("cifar10", Prepare("cifar10", folder, Path.Combine(folder.Path, "data", "cifar10")).Name);
        Assert.Equal(["cifar10"], Directory.GetDirectories(Path.Combine(folder.Path, "data")).Select(Path.GetFileName));
    }

    [Fact]
    public void Cifar_from_image_files_needs_all_of_them_at_their_size()
    {
        using var folder = new TempFolder();
        var right = PngEncoder.Encode(new byte[3 * 32 * 32], 32, 32);
        var few = Assert.Throws<UserError>(() => Prepare("cifar10", folder, Tar(folder, ("cifar10/train/cat/0.png", right))));
        Assert.Contains("1 training images", few.Message);
        var large = Assert.Throws<UserError>(() => Prepare("cifar10", folder, Tar(folder, ("cifar10/train/cat/0.jpg", TestImages.LargeJpeg))));
        Assert.Contains("256 x 192", large.Message);
    }

    [Fact]
    public void Damaged_archives_and_unknown_names_are_explained()
    {
        using var folder = new TempFolder();
        var broken = folder.Write("broken.tar.gz", [0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        Assert.Contains("damaged", Assert.Throws<UserError>(() => Prepare("cifar10", folder, broken)).Message);
        Assert.Contains("--from", Assert.Throws<UserError>(() => Prepare("cifar10", folder, folder.Path + "/none.tar")).Message);
        Assert.Contains("shapes, cifar10", Assert.Throws<UserError>(() => DataPreparation.Named("cifar100")).Message);
    }

    [Fact]
    public void Shapes_leave_a_sheet_of_samples()
    {
        using var folder = new TempFolder();
        var manifest = Prepare("shapes", folder, null);
        var image = new ImageBuffer();
        ImageDecoder.Decode(File.ReadAllBytes(Path.Combine(manifest.Folder, "samples-32.png")), "sheet", image);
        Assert.Equal((1004, 1004), (image.Width, image.Height));
    }

    private static DatasetManifest Prepare(string name, TempFolder folder, string? from)
    {
        var data = Directory.CreateDirectory(Path.Combine(folder.Path, "data")).FullName;
        return DataPreparation.Named(name).Prepare(new PreparationOptions { DataFolder = data, From = from });
    }

    private static string Tar(TempFolder folder, params (string Name, byte[] Content)[] entries)
    {
        var path = Path.Combine(folder.Path, "set.tar.gz");
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip);
        foreach (var (name, content) in entries)
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        return path;
    }
}
