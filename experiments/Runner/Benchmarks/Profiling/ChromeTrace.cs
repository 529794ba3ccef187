using System.Text.Json;

namespace MimLab.Runner.Benchmarks.Profiling;

/// <summary>
/// Writes profiles in the JSON form of Chrome's traces, which <c>ui.perfetto.dev</c> and <c>chrome://tracing</c> open: a process for each
/// case, in it a track of the step's parts and one for each thread, complete events with their inputs' types and shapes.
/// </summary>
internal static class ChromeTrace
{
    private const int PartsTrack = 0; // threads follow

    /// <summary>Writes the file.</summary>
    public static void Write(string path, IReadOnlyList<ProfileResult> profiles)
    {
        using var file = File.Create(path);
        using var writer = new Utf8JsonWriter(file);
        writer.WriteStartObject();
        writer.WriteString("displayTimeUnit", "ms");
        writer.WriteStartArray("traceEvents");
        for (var i = 0; i < profiles.Count; i++) Write(writer, i + 1, profiles[i]);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, int process, ProfileResult profile)
    {
        var cut = profile.CallsLeftOut > 0 ? $" (without the last {profile.CallsLeftOut} calls)" : "";
        Name(writer, process, PartsTrack, "process_name", $"{profile.Case}, {profile.Precision}{cut}");
        Name(writer, process, PartsTrack, "thread_name", "step");
        foreach (var thread in profile.Calls.Select(c => c.Thread).Distinct().Order()) Name(writer, process, thread + 1, "thread_name", $"thread {thread}");
        if (profile.Parts.Count == 0) return;
        var zero = profile.Parts[0].Start;
        foreach (var part in profile.Parts) Event(writer, process, PartsTrack, part.Name, "step", part.Start - zero, part.Duration, "");
        foreach (var call in profile.Calls) Event(writer, process, call.Thread + 1, call.Name, call.Part, call.Start - zero, call.Duration, call.Inputs);
    }

    private static void Name(Utf8JsonWriter writer, int process, int track, string kind, string name)
    {
        Begin(writer, "M", process, track, kind);
        writer.WriteStartObject("args");
        writer.WriteString("name", name);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Event(Utf8JsonWriter writer, int process, int track, string name, string category, long start, long duration, string inputs)
    {
        Begin(writer, "X", process, track, name);
        writer.WriteString("cat", category);
        writer.WriteNumber("ts", start / 1000m); // microseconds
        writer.WriteNumber("dur", duration / 1000m);
        if (inputs.Length > 0)
        {
            writer.WriteStartObject("args");
            writer.WriteString("inputs", inputs);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter writer, string phase, int process, int track, string name)
    {
        writer.WriteStartObject();
        writer.WriteString("ph", phase);
        writer.WriteNumber("pid", process);
        writer.WriteNumber("tid", track);
        writer.WriteString("name", name);
    }
}
