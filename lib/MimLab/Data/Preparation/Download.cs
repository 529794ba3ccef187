using System.Security.Cryptography;

namespace MimLab.Data.Preparation;

/// <summary>Fetches one file and checks it.</summary>
internal static class Download
{
    private const long MostBytes = 4L << 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Downloads <paramref name="url"/> to <paramref name="path"/>; the file stays only if its MD5 is right.</summary>
    /// <exception cref="UserError">
    /// The server cannot be reached or sends something else; the message says what to do instead.
    /// </exception>
    public static void Fetch(string url, string path, string md5, PreparationOptions options, long mostBytes = MostBytes)
    {
        options.Note($"Downloading {url}");
        try
        {
            using var client = new HttpClient { Timeout = Patience };
            using var response = client.Send(new HttpRequestMessage(HttpMethod.Get, url), HttpCompletionOption.ResponseHeadersRead, options.Stop);
            response.EnsureSuccessStatusCode();
            using var content = response.Content.ReadAsStream(options.Stop);
            Copy(content, path, response.Content.Headers.ContentLength ?? 0, mostBytes, options);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException
            || (problem is OperationCanceledException && !options.Stop.IsCancellationRequested))
        {
            throw new UserError($"{url} cannot be downloaded ({problem.Message.TrimEnd('.')}); "
                + "get the file another way and give it with --from FILE.", problem);
        }
        using var file = File.OpenRead(path);
        // MD5 is what the owner publishes: it finds damage, and the manifest adds SHA-256.
        var found = Convert.ToHexStringLower(MD5.HashData(file));
        if (found == md5) return;
        file.Close();
        File.Delete(path);
        throw new UserError($"The download of {url} has MD5 {found} where {md5} is expected; "
            + "try again, or give a good copy with --from FILE.");
    }

    private static void Copy(Stream content, string path, long total, long mostBytes, PreparationOptions options)
    {
        using var file = File.Create(path);
        var buffer = new byte[1 << 17];
        var done = 0L;
        while (true)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(options.Stop);
            patience.CancelAfter(Patience);
            var read = content.ReadAsync(buffer, patience.Token).AsTask().GetAwaiter().GetResult();
            if (read == 0) break;
            if (done + read > mostBytes) throw new IOException($"it sends more than {mostBytes:N0} bytes");
            file.Write(buffer, 0, read);
            options.Progress(done += read, total);
        }
        if (total > 0 && done != total) throw new IOException($"the connection ended after {done:N0} of {total:N0} bytes");
    }
}
