using static TorchSharp.torch;

namespace MimLab.Layers;

/// <summary>
/// Cuts a square map of tokens into square windows (Swin section 3.2), after shifting it so that windows of the block before lie
/// across the borders of these.
/// </summary>
public sealed class WindowGrid
{
    // Added to the logits of pairs from different parts of the image; the official code's number.
    private const float Hidden = -100;

    /// <summary>
    /// Windows over a map. As in the official code, a map no larger than a window is one window of its own size and does not
    /// shift.
    /// </summary>
    /// <param name="side">Tokens per side of the map.</param>
    /// <param name="window">Tokens per side of a window; divides <paramref name="side"/> unless it is larger.</param>
    /// <param name="shifted">Whether to shift by half a window.</param>
    /// <exception cref="UserError">The windows do not fill the map.</exception>
    public WindowGrid(int side, int window, bool shifted)
    {
        Side = side;
        Window = Math.Min(side, window);
        Shift = shifted && side > window ? window / 2 : 0;
        if (side % Window != 0)
            throw new UserError($"window must divide the tokens per side of every stage with more than that, but a stage of {side} is no multiple of {window}.");
        using var numbers = arange((long)side * side, ScalarType.Int32);
        using var scope = NewDisposeScope();
        Places = Cut(numbers.view(1, -1, 1)).squeeze(2).clone().DetachFromDisposeScope();
    }

    /// <summary>Tokens per side of the map.</summary>
    public int Side { get; }

    /// <summary>w, tokens per side of a window.</summary>
    public int Window { get; }

    /// <summary>Tokens that the map moves up and left by; 0 for plain windows.</summary>
    public int Shift { get; }

    /// <summary>The token at each place of each window [nW, w w], int32 on the CPU.</summary>
    public Tensor Places { get; }

    /// <summary>Windows of an image.</summary>
    public int Count => Side / Window * (Side / Window);

    /// <summary>Tokens [B, L, D] into windows [B nW, w w, D], image by image and row by row.</summary>
    public Tensor Cut(Tensor tokens)
    {
        long batch = tokens.size(0), width = tokens.size(2), across = Side / Window;
        var map = tokens.view(batch, Side, Side, width);
        if (Shift > 0) map = map.roll((-Shift, -Shift), (1, 2));
        return map.view([batch, across, Window, across, Window, width])
            .permute(0, 1, 3, 2, 4, 5)
            .reshape(batch * Count, Window * Window, width);
    }

    /// <summary>Windows [B nW, w w, D] back into tokens [B, L, D].</summary>
    public Tensor Join(Tensor windows)
    {
        long batch = windows.size(0) / Count, width = windows.size(2), across = Side / Window;
        var map = windows.view([batch, across, across, Window, Window, width])
            .permute(0, 1, 3, 2, 4, 5)
            .reshape(batch, Side, Side, width);
        if (Shift > 0) map = map.roll((Shift, Shift), (1, 2));
        return map.view(batch, (long)Side * Side, width);
    }

    /// <summary>
    /// What is added to the logits of shifted windows: 0 between tokens that are neighbours in the image, -100 between those that
    /// only the shift brought together. [nW, w w, w w], or null for plain windows.
    /// </summary>
    public Tensor? Mask()
    {
        if (Shift == 0) return null;
        int across = Side / Window, tokens = Window * Window;
        // Along an axis of the shifted map: what fills whole windows, what the last window keeps, and what wrapped around into
        // it.
        int Part(int place) => place < Side - Window ? 0 : place < Side - Shift ? 1 : 2;
        var values = new float[Count * tokens * tokens];
        for (var window = 0; window < Count; window++)
        {
            int top = window / across * Window, left = window % across * Window;
            (int, int) Region(int token) => (Part(top + token / Window), Part(left + token % Window));
            for (var i = 0; i < tokens; i++)
                for (var j = 0; j < tokens; j++)
                    values[(window * tokens + i) * tokens + j] = Region(i) == Region(j) ? 0 : Hidden;
        }
        return tensor(values, [Count, tokens, tokens]);
    }

    /// <summary>
    /// The row of a table with (2w-1)(2w-1) rows that each pair of a window's tokens uses: by row offset, then column offset. [w
    /// w, w w]
    /// </summary>
    public Tensor PairIndex()
    {
        int tokens = Window * Window, span = 2 * Window - 1;
        var index = new long[tokens * tokens];
        for (var i = 0; i < tokens; i++)
            for (var j = 0; j < tokens; j++)
                index[i * tokens + j] = (i / Window - j / Window + Window - 1) * span + i % Window - j % Window + Window - 1;
        return tensor(index, [tokens, tokens]);
    }
}
