using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>AdamW: Adam with decoupled weight decay (Loshchilov &amp; Hutter 2019).</summary>
public class AdamW : OptimizerHelper, IBetas
{
    private readonly Options _defaults;

    /// <summary>Optimizes one group of parameters.</summary>
    public AdamW(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) { }

    /// <summary>Optimizes groups of parameters; what a group leaves open is taken from the arguments.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public AdamW(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        _defaults = new Options
        {
            LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad,
            maximize = maximize,
        };
        foreach (var group in parameters) add_param_group(group);
    }

    /// <summary>The running-average coefficients of the first group; setting them sets those of every group.</summary>
    public (double, double) Betas
    {
        get => ((ParamGroup)_parameter_groups[0]).Betas;
        set
        {
            foreach (ParamGroup group in _parameter_groups) group.Betas = value;
        }
    }

    /// <inheritdoc/>
    public override void add_param_group(Modules.ParamGroup param_group)
    {
        if (param_group is not ParamGroup { Options: var options })
            throw new ArgumentException($"AdamW takes groups of type AdamW.ParamGroup, not {param_group.GetType().Name}.");
        options.Complete(_defaults, "AdamW");
        AddGroup(param_group, _defaults.LearningRate!.Value);
    }

#nullable disable annotations
    /// <inheritdoc/>
    public override torch.Tensor step(Func<torch.Tensor> closure = null)
        => Update<ParamGroup, State>((group, parameter, gradient, state) =>
        {
            var options = group.Options;
            if (options.maximize == true) gradient = -gradient;
            parameter.mul_(1 - group.LearningRate * options.weight_decay!.Value);
            state.Update(options, group.LearningRate, gradient);
        }, closure);
#nullable restore annotations

    private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

    /// <summary>A group of parameters with options of their own.</summary>
    public class ParamGroup : ParamGroup<Options>, IBetas
    {
        /// <summary>Starts an empty group.</summary>
        public ParamGroup() { }

        /// <summary>Starts a group.</summary>
        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        /// <summary>Starts a group.</summary>
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999,
            double eps = 1E-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad,
                maximize = maximize,
            }) { }

        /// <summary>The coefficients of the running averages of the gradient and of its square.</summary>
        public (double, double) Betas
        {
            get => (Options.beta1 ?? 0.9, Options.beta2 ?? 0.999);
            set => (Options.beta1, Options.beta2) = value;
        }
    }

    /// <summary>The options of a group; null means the optimizer's default.</summary>
    public class Options : AdamOptions { }

    /// <summary>The running averages of one parameter.</summary>
    public sealed class State : AdamState
    {
        /// <summary>Starts at zero.</summary>
        public State(Parameter parameter) : base(parameter) { }
    }
}
