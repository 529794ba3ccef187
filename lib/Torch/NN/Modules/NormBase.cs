using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the batch normalizations share: scale, shift and running statistics.</summary>
public abstract class NormBase : nn.Module<Tensor, Tensor>
{
    private protected NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device,
        ScalarType? dtype, string name) : base(name)
    {
        (this.num_features, this.eps, this.momentum) = (num_features, eps, momentum);
        (this.affine, this.track_running_stats) = (affine, track_running_stats);
        if (affine)
        {
            weight = new Parameter(ones([num_features], dtype, device));
            bias = new Parameter(zeros([num_features], dtype, device));
        }
        if (!track_running_stats) return;
        running_mean = zeros([num_features], dtype, device);
        running_var = ones([num_features], dtype, device);
        num_batches_tracked = zeros(Array.Empty<long>(), ScalarType.Int64, device);
    }

    /// <summary>The number of channels.</summary>
    public long num_features { get; }

    /// <summary>Added to the variance.</summary>
    public double eps { get; set; }

    /// <summary>The share of a batch in the running statistics; null averages over all batches.</summary>
    public double? momentum { get; set; }

    /// <summary>Whether values are scaled and shifted afterwards.</summary>
    public bool affine { get; }

    /// <summary>Whether there are running statistics.</summary>
    public bool track_running_stats { get; }

#nullable disable annotations
    /// <summary>The scale of each channel; null without one.</summary>
    public Parameter weight
    {
        get => Own("weight");
        set => ConditionallyRegisterParameter("weight", value);
    }
#nullable restore annotations

#nullable disable annotations
    /// <summary>The shift of each channel; null without one.</summary>
    public Parameter bias
    {
        get => Own("bias");
        set => ConditionallyRegisterParameter("bias", value);
    }
#nullable restore annotations

#nullable disable annotations
    /// <summary>The running mean of each channel; null without tracking.</summary>
    public Tensor running_mean
    {
        get => OwnBuffer("running_mean");
        set => ConditionallyRegisterBuffer("running_mean", value);
    }

    /// <summary>The running variance of each channel; null without tracking.</summary>
    public Tensor running_var
    {
        get => OwnBuffer("running_var");
        set => ConditionallyRegisterBuffer("running_var", value);
    }

    /// <summary>How many batches were seen in training (int64); null without tracking.</summary>
    public Tensor num_batches_tracked
    {
        get => OwnBuffer("num_batches_tracked");
        set => ConditionallyRegisterBuffer("num_batches_tracked", value);
    }
#nullable restore annotations

    /// <summary>Scale one, shift zero, statistics forgotten.</summary>
    public void reset_parameters()
    {
        reset_running_stats();
        if (weight is { } scale) nn.init.ones_(scale);
        if (bias is { } shift) nn.init.zeros_(shift);
    }

    /// <summary>Forgets the running statistics.</summary>
    public void reset_running_stats()
    {
        if (!track_running_stats) return;
        running_mean.zero_();
        running_var.fill_(1);
        num_batches_tracked.zero_();
    }

    /// <summary>Throws when the module cannot take an input of this many dimensions.</summary>
    protected abstract void ValidateInputDimensions(Tensor input);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        var share = momentum ?? 0;
        if (training && track_running_stats)
        {
            num_batches_tracked.add_(1);
            if (momentum is null) share = 1.0 / num_batches_tracked.item<long>();
        }
        return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training || !track_running_stats, share, eps);
    }
}
