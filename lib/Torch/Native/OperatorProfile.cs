using System.Runtime.InteropServices;
using TorchSharp;

namespace MimLab;

/// <summary>
/// Counts and times the operators that libtorch runs, on every thread, from its making until <see cref="Stop"/>. While there is
/// none, nothing is listened to and nothing costs time; one can be under way at a time. On a GPU an operator's time is that of
/// asking for it.
/// </summary>
public sealed unsafe class OperatorProfile : IDisposable
{
    private nint _profile;
    private string _part = "";

    /// <summary>Begins to listen.</summary>
    /// <param name="mostCalls">
    /// How many single calls to keep for <see cref="Calls"/>; the sums count all of them in any case.
    /// </param>
    /// <exception cref="TorchException">Another profile is under way.</exception>
    public OperatorProfile(int mostCalls = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mostCalls);
        _profile = NativeMethods.Check(NativeMethods.mim_profile_enter(mostCalls), "operator profile");
    }

    /// <summary>Frees what was never stopped.</summary>
    ~OperatorProfile() => Free();

    /// <summary>What the calls that begin from now on are counted for, such as <c>forward</c>; empty at first.</summary>
    public string Part
    {
        get => _part;
        set
        {
            ObjectDisposedException.ThrowIf(_profile == 0, this);
            NativeMethods.Check(NativeMethods.mim_profile_part(_profile, value), "operator profile");
            _part = value;
        }
    }

    /// <summary>The sums by operator and part, most self time first; empty until <see cref="Stop"/>.</summary>
    public IReadOnlyList<OperatorTime> Operators { get; private set; } = [];

    /// <summary>Single calls in the order of their ends, as many as were asked for; empty until <see cref="Stop"/>.</summary>
    public IReadOnlyList<OperatorCall> Calls { get; private set; } = [];

    /// <summary>Calls beyond those that were to be kept.</summary>
    public long CallsLeftOut { get; private set; }

    /// <summary>Stops listening; what was heard can be read from now on.</summary>
    public void Stop()
    {
        if (_profile == 0) return;
        NativeMethods.Check(NativeMethods.mim_profile_stop(_profile), "operator profile");
        var words = Words();
        var rows = new ProfileRow[NativeMethods.mim_profile_rows(_profile, null, 0)];
        fixed (ProfileRow* into = rows) NativeMethods.mim_profile_rows(_profile, into, rows.Length);
        var events = new ProfileEvent[NativeMethods.mim_profile_events(_profile, null, 0)];
        fixed (ProfileEvent* into = events) NativeMethods.mim_profile_events(_profile, into, events.Length);
        CallsLeftOut = NativeMethods.mim_profile_left_out(_profile);
        Operators =
        [
            .. rows.OrderByDescending(r => r.Self)
                .Select(r => new OperatorTime(words[r.Name], words[r.Part], r.Calls, r.Self / 1e9, r.Total / 1e9, r.Bytes)),
        ];
        Calls = Array.ConvertAll(events, e => new OperatorCall(words[e.Name], words[e.Part], words[e.Shapes], e.Thread, e.Start, e.Duration));
        Free();
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        Stop();
        GC.SuppressFinalize(this);
    }

    private List<string> Words()
    {
        List<string> words = [];
        while (NativeMethods.mim_profile_text(_profile, words.Count) is var text && text != null) words.Add(Marshal.PtrToStringUTF8((nint)text)!);
        return words;
    }

    private void Free()
    {
        if (_profile == 0) return;
        NativeMethods.mim_profile_free(_profile);
        _profile = 0;
    }
}
