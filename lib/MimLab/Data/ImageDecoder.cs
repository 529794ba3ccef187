namespace MimLab.Data;

/// <summary>
/// Decodes JPEG, PNG and WebP files to RGB bytes with libvips. Grey, CMYK, 16-bit and transparent images (over white) become RGB,
/// and the EXIF orientation is applied. Safe from any number of threads; each call uses one.
/// </summary>
public static unsafe class ImageDecoder
{
    /// <summary>Larger images are refused: a small file must not be able to fill the memory.</summary>
    public const long MaximumPixels = 1L << 28;

    /// <summary>The longest side that is accepted.</summary>
    public const int MaximumSide = 32_767;

    [ThreadStatic]
    private static bool used;

    // Damage that libjpeg would paper over with grey is an error, harmless warnings (odd metadata) are not.
    private const string Sequential = "access=sequential,fail_on=truncated";

    /// <summary>libvips' version, such as <c>8.14.1</c>.</summary>
    /// <exception cref="UserError">libvips is not installed.</exception>
    public static string LibraryVersion => WithLibrary(() => VipsImage.Version);

    /// <summary>Decodes an image, or the part of it that <paramref name="chooser"/> asks for.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="into">Receives the pixels.</param>
    /// <param name="chooser">Says which part is needed; null for the whole image.</param>
    /// <exception cref="UnreadableImageException">
    /// The bytes are not an image of a known kind, are damaged, or the image is too large.
    /// </exception>
    /// <exception cref="UserError">libvips is not installed.</exception>
    public static void Decode(ReadOnlySpan<byte> encoded, string name, ImageBuffer into, IRegionChooser? chooser = null)
    {
        var loader = Loader(encoded) ?? throw new UnreadableImageException(name, "it is not a JPEG, PNG or WebP file");
        try
        {
            used = true;
            fixed (byte* bytes = encoded) Decode(loader, bytes, (nuint)encoded.Length, into, chooser);
        }
        catch (VipsException problem)
        {
            throw new UnreadableImageException(name, problem.Message);
        }
        catch (Exception problem) when (LibraryMissing(problem))
        {
            throw MissingLibrary(problem);
        }
    }

    /// <summary>
    /// Draws an SVG picture over white, with the fonts of this machine. For figures: images of a data set are not read this way.
    /// </summary>
    /// <param name="svg">The picture as SVG text.</param>
    /// <param name="into">Receives the pixels.</param>
    /// <exception cref="UnreadableImageException">The text is no SVG picture, or this libvips reads none.</exception>
    /// <exception cref="UserError">libvips is not installed.</exception>
    public static void DrawSvg(string svg, ImageBuffer into)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(svg);
        try
        {
            used = true;
            fixed (byte* bytes = text) DecodeUncommon("svgload_buffer", bytes, (nuint)text.Length, into);
        }
        catch (VipsException problem)
        {
            throw new UnreadableImageException("the SVG picture", problem.Message);
        }
        catch (Exception problem) when (LibraryMissing(problem))
        {
            throw MissingLibrary(problem);
        }
    }

    /// <summary>Frees what libvips keeps for the calling thread; workers call it before they end.</summary>
    internal static void EndThread()
    {
        if (used) VipsNative.vips_thread_shutdown();
        used = false;
    }

    /// <summary>The libvips operation for the kind of file that the first bytes announce; null for an unknown kind.</summary>
    internal static string? Loader(ReadOnlySpan<byte> encoded)
    {
        if (encoded.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return "jpegload_buffer";
        if (encoded.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])) return "pngload_buffer";
        return encoded.Length > 12 && encoded.StartsWith("RIFF"u8) && encoded[8..12].SequenceEqual("WEBP"u8) ? "webpload_buffer" : null;
    }

    private static void Decode(string loader, byte* bytes, nuint length, ImageBuffer into, IRegionChooser? chooser)
    {
        var image = VipsImage.Open(loader, bytes, length, Sequential);
        try
        {
            int width = image.Width, height = image.Height;
            if (width > MaximumSide || height > MaximumSide || (long)width * height > MaximumPixels)
                throw new VipsException($"{width} x {height} pixels are more than the {MaximumPixels >> 20} million that are "
                    + "accepted");
            if (image.Orientation > 1 || !image.IsPlain)
            {
                image.Dispose();
                image = default;
                DecodeUncommon(loader, bytes, length, into);
                return;
            }
            var region = chooser?.Choose(width, height) ?? ImageRegion.Whole(width, height);
            var shrink = loader == "jpegload_buffer" ? region.Shrink : 1;
            if (shrink > 1)
            {
                image.Dispose();
                image = default;
                image = VipsImage.Open(loader, bytes, length, $"{Sequential},shrink={shrink}");
            }
            var left = Math.Clamp((int)Math.Floor(region.X / shrink), 0, image.Width - 1);
            var top = Math.Clamp((int)Math.Floor(region.Y / shrink), 0, image.Height - 1);
            var right = Math.Clamp((int)Math.Ceiling((region.X + region.Width) / shrink), left + 1, image.Width);
            var bottom = Math.Clamp((int)Math.Ceiling((region.Y + region.Height) / shrink), top + 1, image.Height);
            var pixels = into.Reset(right - left, bottom - top, width, height, left, top, shrink);
            image.CopyBox(left, top, right - left, bottom - top, pixels);
        }
        finally
        {
            image.Dispose();
        }
    }

    /// <summary>Turned, transparent, CMYK or 16-bit images: rare, so simply processed as a whole.</summary>
    private static void DecodeUncommon(string loader, byte* bytes, nuint length, ImageBuffer into)
    {
        using var opened = VipsImage.Open(loader, bytes, length, "fail_on=truncated");
        using var upright = opened.Then("autorot");
        using var coloured = upright.Then("colourspace", "space=srgb");
        if (coloured.HasAlpha)
        {
            using var flat = coloured.Then("flatten", "background=255");
            CopyAll(flat, into);
        }
        else
        {
            CopyAll(coloured, into);
        }
    }

    private static void CopyAll(VipsImage image, ImageBuffer into)
    {
        using var bytes = image.Then("cast", "format=uchar");
        bytes.CopyAll(into.Reset(bytes.Width, bytes.Height));
    }

    private static T WithLibrary<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception problem) when (LibraryMissing(problem))
        {
            throw MissingLibrary(problem);
        }
    }

    private static bool LibraryMissing(Exception problem) =>
        problem is DllNotFoundException or EntryPointNotFoundException
        || (problem is TypeInitializationException && problem.InnerException is { } inner && (inner is UserError || LibraryMissing(inner)));

    private static UserError MissingLibrary(Exception problem) =>
        problem.InnerException as UserError
        ?? new UserError("Image files need libvips, which is not installed; run environment/mim setup or install the package libvips42.", problem);
}
