using System.Diagnostics;
using MimLab.Data;

namespace MimLab.Tests.Data;

public class ImageFolderTests
{
    [Fact]
    public void Lists_class_folders_in_a_fixed_order_and_reads_every_kind()
    {
        using var folder = new TempFolder();
        folder.Write("train/zebra/b.JPG", TestImages.Jpeg);
        folder.Write("train/zebra/deep/er/a.webp", TestImages.Webp);
        folder.Write("train/apple/c.png", TestImages.ClearPng);
        folder.Write("train/apple/notes.txt", [1, 2, 3]);
        folder.Write("val/zebra/d.jpeg", TestImages.GreyJpeg);
        var train = new ImageFolder(folder.Path, Split.Train);
        Assert.Equal(["apple", "zebra"], train.ClassNames);
        Assert.Equal(["apple/c.png", "zebra/b.JPG", "zebra/deep/er/a.webp"], Enumerable.Range(0, train.Count).Select(train.FileName));
        Assert.Equal([0, 1, 1], Enumerable.Range(0, train.Count).Select(train.Label));
        var image = new ImageBuffer();
        for (var index = 0; index < train.Count; index++)
        {
            train.Read(index, image);
            Assert.Equal((TestImages.Width, TestImages.Height), (image.Width, image.Height));
        }
        var test = new ImageFolder(folder.Path, Split.Test);
        Assert.Equal((1, 1), (test.Count, test.Label(0)));
        Assert.Equal(2, test.ClassCount);
    }

    [Fact]
    public void Without_split_folders_every_tenth_image_of_a_class_is_held_back()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 25; i++) folder.Write($"cat/{i:D3}.jpg", TestImages.Jpeg);
        var train = new ImageFolder(folder.Path, Split.Train);
        var test = new ImageFolder(folder.Path, Split.Test);
        Assert.Equal((23, 2), (train.Count, test.Count));
        Assert.Equal(["cat/009.jpg", "cat/019.jpg"], [test.FileName(0), test.FileName(1)]);
    }

    [Fact]
    public void The_hash_follows_names_and_sizes()
    {
        using var folder = new TempFolder();
        folder.Write("train/a/x.jpg", TestImages.Jpeg);
        var before = new ImageFolder(folder.Path, Split.Train).Hash;
        Assert.Equal(before, new ImageFolder(folder.Path, Split.Train).Hash);
        folder.Write("train/a/y.jpg", TestImages.Jpeg);
        Assert.NotEqual(before, new ImageFolder(folder.Path, Split.Train).Hash);
    }

    [Fact]
    public void Damaged_files_are_counted_once_and_named_in_one_sentence()
    {
        using var folder = new TempFolder();
        folder.Write("train/a/cut.jpg", TestImages.LargeJpeg[..2000]);
        folder.Write("train/a/empty.png", []);
        folder.Write("train/a/text.jpg", "not an image"u8.ToArray());
        var data = new ImageFolder(folder.Path, Split.Train);
        for (var round = 0; round < 2; round++)
            for (var index = 0; index < data.Count; index++)
                Assert.Throws<UnreadableImageException>(() => data.Read(index, new ImageBuffer()));
        Assert.Equal(3, data.Unreadable.Count);
        Assert.Equal(["a/cut.jpg", "a/empty.png", "a/text.jpg"], data.Unreadable.Items.Select(image => image.Name));
        Assert.StartsWith("3 images could not be read and were skipped: a/cut.jpg (", data.Unreadable.Summary());
        Assert.EndsWith("and 2 more.", data.Unreadable.Summary(names: 1));
    }

    [SkippableFact]
    public void A_pipe_with_the_name_of_an_image_is_unreadable_and_nothing_waits_for_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs mkfifo");
        using var folder = new TempFolder();
        folder.Write("train/a/x.jpg", TestImages.Jpeg);
        using (var make = Process.Start("mkfifo", [Path.Combine(folder.Path, "train/a/pipe.jpg")])) make.WaitForExit();
        var data = new ImageFolder(folder.Path, Split.Train);
        Assert.Equal("a/pipe.jpg", data.FileName(0));
        var reading = Task.Run(() => Assert.Throws<UnreadableImageException>(() => data.Read(0, new ImageBuffer())));
        Assert.True(reading.Wait(TimeSpan.FromMinutes(1)), "The read waits for the pipe's other end.");
    }

    [Fact]
    public void However_many_images_are_unreadable_each_is_counted_once()
    {
        var list = new UnreadableImages();
        for (var round = 0; round < 2; round++)
            for (var i = 1499; i >= 0; i--) list.Add(new($"{i:0000}.jpg", "the file is empty"));
        Assert.Equal(1500, list.Count);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i:0000}.jpg"), list.Items.Select(image => image.Name));
        Assert.Contains("and 1495 more", list.Summary());
    }

    [Fact]
    public void Missing_or_empty_folders_are_explained()
    {
        using var folder = new TempFolder();
        Assert.Contains("does not exist", Assert.Throws<UserError>(() => new ImageFolder(folder.Path + "-not", Split.Train)).Message);
        Assert.Contains("no JPEG, PNG or WebP", Assert.Throws<UserError>(() => new ImageFolder(folder.Path, Split.Train)).Message);
        folder.Write("train/a/x.jpg", TestImages.Jpeg);
        Assert.Contains("'test' or 'val'", Assert.Throws<UserError>(() => new ImageFolder(folder.Path, Split.Test)).Message);
        folder.Write("test/b/x.jpg", TestImages.Jpeg);
        Assert.Contains("'b'", Assert.Throws<UserError>(() => new ImageFolder(folder.Path, Split.Test)).Message);
    }
}
