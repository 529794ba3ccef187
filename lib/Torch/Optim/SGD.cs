using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent with optional momentum, in PyTorch's form.</summary>
public class SGD : OptimizerHelper, IMomentum
{
    private readonly Options _defaults;

    /// <summary>Optimizes one group of parameters.</summary>
    public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize) { }

    /// <summary>Optimizes groups of parameters; what a group leaves open is taken from the arguments.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
    {
        _defaults = new Options
        {
            LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov,
            maximize = maximize,
        };
        foreach (var group in parameters) add_param_group(group);
    }

    /// <summary>The momentum of the first group; setting it sets that of every group.</summary>
    public double Momentum
    {
        get => ((ParamGroup)_parameter_groups[0]).Momentum;
        set
        {
            foreach (ParamGroup group in _parameter_groups) group.Momentum = value;
        }
    }

    /// <inheritdoc/>
    public override void add_param_group(Modules.ParamGroup param_group)
    {
        if (param_group is not ParamGroup { Options: var options })
            throw new ArgumentException($"SGD takes groups of type SGD.ParamGroup, not {param_group.GetType().Name}.");
        options.momentum ??= _defaults.momentum;
        options.dampening ??= _defaults.dampening;
        options.weight_decay ??= _defaults.weight_decay;
        options.nesterov ??= _defaults.nesterov;
        options.maximize ??= _defaults.maximize;
        if (options.momentum < 0) throw new ArgumentException($"The momentum of SGD must not be negative: {options.momentum}.");
        if (options.weight_decay < 0) throw new ArgumentException($"The weight decay of SGD must not be negative: {options.weight_decay}.");
        if (options.nesterov == true && (options.momentum <= 0 || options.dampening != 0))
            throw new ArgumentException("Nesterov momentum needs a momentum above 0 and no dampening.");
        AddGroup(param_group, _defaults.LearningRate!.Value);
    }

#nullable disable annotations
    /// <inheritdoc/>
    public override torch.Tensor step(Func<torch.Tensor> closure = null)
        => Update<ParamGroup, State>((group, parameter, gradient, state) =>
        {
            var options = group.Options;
            if (options.maximize == true) gradient = -gradient;
            if (options.weight_decay is { } decay and not 0) gradient = gradient.add(parameter, decay);
            if (options.momentum is { } momentum and not 0)
            {
                if (state.momentum_buffer is null)
                {
                    state.momentum_buffer = gradient.detach().clone().DetachFromDisposeScope();
                }
                else
                {
                    state.momentum_buffer.mul_(momentum);
                    state.momentum_buffer.add_(gradient, 1 - options.dampening!.Value);
                }
                gradient = options.nesterov == true ? gradient.add(state.momentum_buffer, momentum) : state.momentum_buffer;
            }
            parameter.add_(gradient, -group.LearningRate);
        }, closure);
#nullable restore annotations

    private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

    /// <summary>A group of parameters with options of their own.</summary>
    public class ParamGroup : ParamGroup<Options>, IMomentum
    {
        /// <summary>Starts an empty group.</summary>
        public ParamGroup() { }

        /// <summary>Starts a group.</summary>
        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        /// <summary>Starts a group.</summary>
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double momentum = 0, double dampening = 0,
            double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov,
                maximize = maximize,
            }) { }

        /// <summary>The momentum in use.</summary>
        public double Momentum
        {
            get => Options.momentum ?? 0;
            set => Options.momentum = value;
        }
    }

    /// <summary>The options of a group; null means the optimizer's default.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>Share of the previous step that is kept.</summary>
        public double? momentum;
        /// <summary>Share of the gradient that is left out of the momentum.</summary>
        public double? dampening;
        /// <summary>Weight of the L2 penalty, added to the gradient.</summary>
        public double? weight_decay;
        /// <summary>Whether to look ahead along the momentum.</summary>
        public bool? nesterov;
        /// <summary>Whether to climb instead of descend.</summary>
        public bool? maximize;

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            if (source is not Options other) throw new ArgumentException($"SGD cannot take options of type {source.GetType()}.");
            (momentum, dampening, weight_decay) = (other.momentum, other.dampening, other.weight_decay);
            (nesterov, maximize) = (other.nesterov, other.maximize);
        }
    }

    /// <summary>The momentum of one parameter.</summary>
    public sealed class State : OptimizerState
    {
#nullable disable annotations
        /// <summary>The running step; null before the first.</summary>
        public torch.Tensor momentum_buffer;
#nullable restore annotations

        /// <summary>Starts without momentum.</summary>
        public State(Parameter parameter) : base(parameter) { }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            if (source is not State other) throw new ArgumentException($"SGD cannot take state of type {source.GetType()}.");
            Copy(ref momentum_buffer, other.momentum_buffer, Parameter);
        }

        /// <inheritdoc/>
        public override void to(torch.Device device) => Move(ref momentum_buffer, device);

        /// <inheritdoc/>
        public override bool ApproximatelyEquals(OptimizerState other)
            => other is State state && Near(momentum_buffer, state.momentum_buffer);

        /// <inheritdoc/>
        public override void Dispose() => momentum_buffer?.Dispose();
    }
}
