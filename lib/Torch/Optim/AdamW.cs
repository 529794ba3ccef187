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
        options.beta1 ??= _defaults.beta1;
        options.beta2 ??= _defaults.beta2;
        options.eps ??= _defaults.eps;
        options.weight_decay ??= _defaults.weight_decay;
        options.amsgrad ??= _defaults.amsgrad;
        options.maximize ??= _defaults.maximize;
        if (options.beta1 is < 0 or >= 1 || options.beta2 is < 0 or >= 1)
            throw new ArgumentException($"The betas of AdamW must be in [0, 1): {options.beta1} and {options.beta2}.");
        if (options.eps < 0) throw new ArgumentException($"The eps of AdamW must not be negative: {options.eps}.");
        if (options.weight_decay < 0)
            throw new ArgumentException($"The weight decay of AdamW must not be negative: {options.weight_decay}.");
        AddGroup(param_group, _defaults.LearningRate!.Value);
    }

#nullable disable annotations
    /// <inheritdoc/>
    public override torch.Tensor step(Func<torch.Tensor> closure = null)
        => Update<ParamGroup, State>((group, parameter, gradient, state) =>
        {
            var options = group.Options;
            var (beta1, beta2) = group.Betas;
            state.step++;
            if (options.maximize == true) gradient = -gradient;
            parameter.mul_(1 - group.LearningRate * options.weight_decay!.Value);
            state.exp_avg.mul_(beta1);
            state.exp_avg.add_(gradient, 1 - beta1);
            state.exp_avg_sq.mul_(beta2);
            state.exp_avg_sq.addcmul_(gradient, gradient, 1 - beta2);
            var second = state.exp_avg_sq;
            if (options.amsgrad == true) second = state.Maximum();
            var denominator = second.sqrt().div_(Math.Sqrt(1 - Math.Pow(beta2, state.step))).add_(options.eps!.Value);
            parameter.addcdiv_(state.exp_avg, denominator, -group.LearningRate / (1 - Math.Pow(beta1, state.step)));
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
    public class Options : OptimizerOptions
    {
        /// <summary>Coefficient of the running average of the gradient.</summary>
        public double? beta1;
        /// <summary>Coefficient of the running average of the squared gradient.</summary>
        public double? beta2;
        /// <summary>Added to the denominator.</summary>
        public double? eps;
        /// <summary>Share of the parameter taken off each step, times the learning rate.</summary>
        public double? weight_decay;
        /// <summary>Whether to divide by the largest running average so far.</summary>
        public bool? amsgrad;
        /// <summary>Whether to climb instead of descend.</summary>
        public bool? maximize;

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            if (source is not Options other) throw new ArgumentException($"AdamW cannot take options of type {source.GetType()}.");
            (beta1, beta2, eps, weight_decay) = (other.beta1, other.beta2, other.eps, other.weight_decay);
            (amsgrad, maximize) = (other.amsgrad, other.maximize);
        }
    }

    /// <summary>The running averages of one parameter.</summary>
    public sealed class State : OptimizerState
    {
        /// <summary>The number of steps taken.</summary>
        public long step;
        /// <summary>The running average of the gradient.</summary>
        public torch.Tensor exp_avg;
        /// <summary>The running average of the squared gradient.</summary>
        public torch.Tensor exp_avg_sq;
#nullable disable annotations
        /// <summary>The largest running average so far, with amsgrad; null otherwise.</summary>
        public torch.Tensor max_exp_avg_sq;
#nullable restore annotations

        /// <summary>Starts at zero.</summary>
        public State(Parameter parameter) : base(parameter) => (exp_avg, exp_avg_sq) = (Zeros(), Zeros());

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            if (source is not State other) throw new ArgumentException($"AdamW cannot take state of type {source.GetType()}.");
            step = other.step;
            Copy(ref exp_avg!, other.exp_avg, Parameter);
            Copy(ref exp_avg_sq!, other.exp_avg_sq, Parameter);
            Copy(ref max_exp_avg_sq, other.max_exp_avg_sq, Parameter);
        }

        /// <inheritdoc/>
        public override void to(torch.Device device)
        {
            Move(ref exp_avg!, device);
            Move(ref exp_avg_sq!, device);
            Move(ref max_exp_avg_sq, device);
        }

        /// <inheritdoc/>
        public override bool ApproximatelyEquals(OptimizerState other)
            => other is State state && step == state.step && Near(exp_avg, state.exp_avg) && Near(exp_avg_sq, state.exp_avg_sq) &&
               Near(max_exp_avg_sq, state.max_exp_avg_sq);

        /// <inheritdoc/>
        public override void Dispose()
        {
            exp_avg.Dispose();
            exp_avg_sq.Dispose();
            max_exp_avg_sq?.Dispose();
        }

        internal torch.Tensor Maximum()
        {
            max_exp_avg_sq ??= Zeros();
            max_exp_avg_sq.copy_(torch.maximum(max_exp_avg_sq, exp_avg_sq));
            return max_exp_avg_sq;
        }
    }
}
