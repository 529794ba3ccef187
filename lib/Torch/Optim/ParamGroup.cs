namespace TorchSharp.Modules;

/// <summary>Parameters that share their options.</summary>
public class ParamGroup : torch.optim.ILearningRateController
{
    private IEnumerable<Parameter> _parameters = [];

    /// <summary>Starts an empty group.</summary>
    public ParamGroup() { }

    /// <summary>The parameters of the group.</summary>
    public IEnumerable<Parameter> Parameters
    {
        get => _parameters;
        set => _parameters = [.. value];
    }

    /// <summary>The options of the group.</summary>
    public OptimizerOptions Options { get; set; } = new();

    /// <summary>The learning rate in use.</summary>
    public double LearningRate
    {
        get => Options.LearningRate ?? throw new InvalidOperationException("The group has no learning rate before an optimizer has it.");
        set => Options.LearningRate = value;
    }

    /// <summary>The learning rate that a schedule started from.</summary>
    public double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }
}

/// <summary>Parameters that share options of a known type.</summary>
public class ParamGroup<TOptions> : ParamGroup where TOptions : OptimizerOptions, new()
{
    /// <summary>Starts an empty group with options left to the optimizer's defaults.</summary>
    public ParamGroup() => base.Options = new TOptions();

    /// <summary>Starts a group.</summary>
    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null)
    {
        base.Options = options ?? new TOptions();
        Parameters = parameters;
    }

    /// <summary>The options of the group.</summary>
    public new TOptions Options
    {
        get => (TOptions)base.Options;
        set => base.Options = value;
    }
}
