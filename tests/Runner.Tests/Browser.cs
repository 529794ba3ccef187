using System.Diagnostics;

namespace Runner.Tests;

/// <summary>A real browser without a window and without a network.</summary>
internal static class Browser
{
    private static readonly string[] Names = [Environment.GetEnvironmentVariable("MIMLAB_BROWSER") ?? "", "chromium", "chromium-browser", "google-chrome"];

    /// <summary>Opens a page, lets its scripts run, and returns what it then holds and what its console said.</summary>
    public static (string Dom, IReadOnlyList<string> Console) Open(string page)
    {
        var profile = Directory.CreateTempSubdirectory("mim-browser-").FullName;
        try
        {
            var start = new ProcessStartInfo(Find()) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in (string[])
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", $"--user-data-dir={profile}",
                "--proxy-server=127.0.0.1:9", "--host-resolver-rules=MAP * ~NOTFOUND", // nothing can be fetched
                "--enable-logging=stderr", "--virtual-time-budget=20000", "--window-size=1200,900", "--dump-dom", new Uri(page).AbsoluteUri,
            ]) start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            var said = process.StandardError.ReadToEndAsync();
            var dom = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"The browser did not finish with {page} in three minutes.");
            }
            return (dom.Result, [.. said.Result.Split('\n').Where(l => l.Contains(":CONSOLE", StringComparison.Ordinal))]);
        }
        finally
        {
            try
            {
                Directory.Delete(profile, recursive: true);
            }
            catch (IOException)
            {
                // a helper of the browser is still writing its last words there
            }
        }
    }

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        foreach (var name in Names.Where(n => n.Length > 0))
            foreach (var path in name.Contains('/') ? [name] : folders.Select(f => Path.Combine(f, name)))
                if (File.Exists(path)) return path;
        throw new InvalidOperationException("There is no Chromium to look at pages with: run environment/mim test, which installs it, or name one with MIMLAB_BROWSER.");
    }
}
