using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static MimLab.Data.VipsNative;

namespace MimLab.Data;

/// <summary>
/// One libvips image: opened from bytes, passed through operations, read as pixels. A struct, so that decoding makes no
/// garbage.
/// </summary>
internal readonly unsafe struct VipsImage : IDisposable
{
    private const int LogLevelWarning = 1 << 4; // G_LOG_LEVEL_WARNING

    private readonly nint handle;

    private VipsImage(nint handle) => this.handle = handle;

    static VipsImage()
    {
        if (vips_init("mimlab") != 0) throw new UserError($"libvips does not start: {TakeError()}; "
            + "reinstall it (environment/mim setup).");
        // Unreadable images are reported by name; libvips' own warnings on standard error name none.
        g_log_set_handler("VIPS", LogLevelWarning, &Ignore, 0);
        // Parallelism comes from the loader's workers: one thread for each image, and nothing kept between images.
        vips_concurrency_set(1);
        vips_cache_set_max(0);
    }

    public int Width => vips_image_get_width(handle);

    public int Height => vips_image_get_height(handle);

    public int Bands => vips_image_get_bands(handle);

    /// <summary>EXIF orientation, 1 to 8; 1 is upright.</summary>
    public int Orientation => vips_image_get_orientation(handle);

    public bool HasAlpha => vips_image_hasalpha(handle) != 0;

    /// <summary>Whether pixels are bytes of red, green, blue, or of grey.</summary>
    public bool IsPlain => vips_image_get_format(handle) == 0
        && (vips_image_get_interpretation(handle), Bands) is (22, 3) or (1, 1); // sRGB and b-w of VipsInterpretation

    /// <summary>libvips' version, such as <c>8.14.1</c>.</summary>
    public static string Version => $"{vips_version(0)}.{vips_version(1)}.{vips_version(2)}";

    /// <summary>Opens an encoded image; only its header is read. The bytes must stay pinned while the image lives.</summary>
    public static VipsImage Open(string loader, byte* bytes, nuint length, string options)
    {
        var operation = New(loader);
        var blob = vips_blob_new(0, bytes, length);
        GValue value = default;
        g_value_init(ref value, vips_blob_get_type());
        g_value_set_boxed(ref value, blob);
        g_object_set_property(operation, "buffer", value);
        g_value_unset(ref value);
        vips_area_unref(blob);
        return Build(operation, options);
    }

    /// <summary>An image with these plain pixels, copied.</summary>
    public static VipsImage FromPixels(ReadOnlySpan<byte> rgb, int width, int height)
    {
        fixed (byte* pixels = rgb)
        {
            var image = vips_image_new_from_memory_copy(pixels, (nuint)rgb.Length, width, height, 3, 0); // VIPS_FORMAT_UCHAR
            return image != 0 ? new VipsImage(image) : throw new VipsException(TakeError());
        }
    }

    /// <summary>The result of a one-image operation.</summary>
    public VipsImage Then(string name, string options = "") => Build(Of(name), options);

    /// <summary>The bytes of the file that an operation writes.</summary>
    public byte[] Saved(string saver, string options)
    {
        var built = Run(Of(saver), options);
        GValue value = default;
        g_value_init(ref value, vips_blob_get_type());
        g_object_get_property(built, "buffer", ref value);
        var bytes = vips_blob_get(g_value_get_boxed(value), out var length);
        var file = new ReadOnlySpan<byte>(bytes, checked((int)length)).ToArray();
        g_value_unset(ref value);
        vips_object_unref_outputs(built);
        g_object_unref(built);
        return file;
    }

    /// <summary>
    /// Copies a box of plain pixels; rows must be asked for from top to bottom when the image was opened sequentially.
    /// </summary>
    public void CopyBox(int left, int top, int width, int height, Span<byte> rgb)
    {
        const int Strip = 16;
        var bands = Bands;
        var region = vips_region_new(handle);
        try
        {
            for (var row = 0; row < height; row += Strip)
            {
                var rows = Math.Min(Strip, height - row);
                var pixels = vips_region_fetch(region, left, top + row, width, rows, out var length);
                if (pixels is null) throw new VipsException(TakeError());
                var source = new ReadOnlySpan<byte>(pixels, checked((int)length));
                var target = rgb.Slice(row * width * 3, rows * width * 3);
                if (bands == 3) source[..target.Length].CopyTo(target);
                else SpreadGrey(source[..(rows * width)], target);
                g_free((nint)pixels);
            }
        }
        finally
        {
            g_object_unref(region);
        }
    }

    /// <summary>Computes the whole image and copies its pixels, which must be plain.</summary>
    public void CopyAll(Span<byte> rgb)
    {
        var pixels = vips_image_write_to_memory(handle, out var length);
        if (pixels is null) throw new VipsException(TakeError());
        try
        {
            var source = new ReadOnlySpan<byte>(pixels, checked((int)length));
            if (source.Length == rgb.Length) source.CopyTo(rgb);
            else if (source.Length * 3L == rgb.Length) SpreadGrey(source, rgb);
            else throw new VipsException($"{Bands} bands where 1 or 3 were expected");
        }
        finally
        {
            g_free((nint)pixels);
        }
    }

    public void Dispose()
    {
        if (handle != 0) g_object_unref(handle);
    }

    private nint Of(string name)
    {
        var operation = New(name);
        GValue value = default;
        g_value_init(ref value, vips_image_get_type());
        g_value_set_object(ref value, handle);
        g_object_set_property(operation, "in", value);
        g_value_unset(ref value);
        return operation;
    }

    private static nint New(string name)
    {
        var operation = vips_operation_new(name);
        return operation != 0 ? operation : throw new UserError($"This libvips has no {name} ({TakeError()}); "
            + "install the distribution's full libvips.");
    }

    private static nint Run(nint operation, string options)
    {
        if (options.Length > 0 && vips_object_set_from_string(operation, options) != 0)
        {
            g_object_unref(operation);
            throw new VipsException(TakeError());
        }
        var built = vips_cache_operation_build(operation);
        if (built == 0)
        {
            vips_object_unref_outputs(operation);
            g_object_unref(operation);
            throw new VipsException(TakeError());
        }
        g_object_unref(operation);
        return built;
    }

    private static VipsImage Build(nint operation, string options)
    {
        var built = Run(operation, options);
        GValue value = default;
        g_value_init(ref value, vips_image_get_type());
        g_object_get_property(built, "out", ref value);
        var image = g_value_dup_object(value);
        g_value_unset(ref value);
        vips_object_unref_outputs(built);
        g_object_unref(built);
        return new VipsImage(image);
    }

    private static void SpreadGrey(ReadOnlySpan<byte> grey, Span<byte> rgb)
    {
        for (var i = 0; i < grey.Length; i++) rgb[3 * i] = rgb[3 * i + 1] = rgb[3 * i + 2] = grey[i];
    }

    private static string TakeError()
    {
        var text = vips_error_buffer_copy();
        var message = (Marshal.PtrToStringUTF8(text) ?? "").Trim().ReplaceLineEndings("; ");
        g_free(text);
        return message.Length > 0 ? message : "no reason given";
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(byte* domain, int level, byte* message, nint data) { }
}
