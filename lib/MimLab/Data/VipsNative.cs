using System.Runtime.InteropServices;

namespace MimLab.Data;

/// <summary>
/// The part of libvips' C API that needs no variable arguments: operations are built through GObject properties, which has
/// the same calling convention everywhere.
/// </summary>
internal static unsafe partial class VipsNative
{
    private const string Vips = "libvips.so.42";
    private const string GObject = "libgobject-2.0.so.0";
    private const string GLib = "libglib-2.0.so.0";

    /// <summary>GLib's tagged value, 24 bytes: a type and two words.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct GValue
    {
        public nuint Type;
        public ulong Data0;
        public ulong Data1;
    }

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_init(string program);

    [LibraryImport(Vips)]
    public static partial int vips_version(int part);

    [LibraryImport(Vips)]
    public static partial void vips_concurrency_set(int threads);

    [LibraryImport(Vips)]
    public static partial void vips_cache_set_max(int operations);

    [LibraryImport(Vips)]
    public static partial nint vips_error_buffer_copy();

    [LibraryImport(Vips)]
    public static partial void vips_thread_shutdown();

    [LibraryImport(Vips)]
    public static partial nuint vips_tracked_get_mem();

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint vips_operation_new(string name);

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_object_set_from_string(nint operation, string options);

    [LibraryImport(Vips)]
    public static partial nint vips_cache_operation_build(nint operation);

    [LibraryImport(Vips)]
    public static partial void vips_object_unref_outputs(nint operation);

    [LibraryImport(Vips)]
    public static partial nint vips_blob_new(nint free, byte* data, nuint length);

    [LibraryImport(Vips)]
    public static partial nuint vips_blob_get_type();

    [LibraryImport(Vips)]
    public static partial byte* vips_blob_get(nint blob, out nuint length);

    [LibraryImport(Vips)]
    public static partial void vips_area_unref(nint area);

    [LibraryImport(Vips)]
    public static partial nint vips_image_new_from_memory_copy(byte* data, nuint size, int width, int height, int bands, int format);

    [LibraryImport(Vips)]
    public static partial nuint vips_image_get_type();

    [LibraryImport(Vips)]
    public static partial int vips_image_get_width(nint image);

    [LibraryImport(Vips)]
    public static partial int vips_image_get_height(nint image);

    [LibraryImport(Vips)]
    public static partial int vips_image_get_bands(nint image);

    [LibraryImport(Vips)]
    public static partial int vips_image_get_format(nint image);

    [LibraryImport(Vips)]
    public static partial int vips_image_get_interpretation(nint image);

    [LibraryImport(Vips)]
    public static partial int vips_image_get_orientation(nint image);

    [LibraryImport(Vips)]
    public static partial int vips_image_hasalpha(nint image);

    [LibraryImport(Vips)]
    public static partial nint vips_region_new(nint image);

    [LibraryImport(Vips)]
    public static partial byte* vips_region_fetch(nint region, int left, int top, int width, int height, out nuint length);

    [LibraryImport(Vips)]
    public static partial byte* vips_image_write_to_memory(nint image, out nuint length);

    [LibraryImport(GObject)]
    public static partial void g_object_unref(nint instance);

    [LibraryImport(GObject, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_object_set_property(nint instance, string name, in GValue value);

    [LibraryImport(GObject, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_object_get_property(nint instance, string name, ref GValue value);

    [LibraryImport(GObject)]
    public static partial nint g_value_init(ref GValue value, nuint type);

    [LibraryImport(GObject)]
    public static partial void g_value_unset(ref GValue value);

    [LibraryImport(GObject)]
    public static partial nint g_value_get_boxed(in GValue value);

    [LibraryImport(GObject)]
    public static partial void g_value_set_boxed(ref GValue value, nint boxed);

    [LibraryImport(GObject)]
    public static partial void g_value_set_object(ref GValue value, nint instance);

    [LibraryImport(GObject)]
    public static partial nint g_value_dup_object(in GValue value);

    [LibraryImport(GLib, StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint g_log_set_handler(string domain, int levels, delegate* unmanaged[Cdecl]<byte*, int, byte*, nint, void> handler, nint data);

    [LibraryImport(GLib)]
    public static partial void g_free(nint memory);
}
