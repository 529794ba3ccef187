namespace TorchSharp.Modules;

/// <summary>What the optimizers here share: groups, state per parameter, and the shape of a step.</summary>
public abstract class OptimizerHelper : torch.optim.Optimizer
{
    private readonly Dictionary<Parameter, OptimizerState> _states = new(ReferenceEqualityComparer.Instance);

    private protected OptimizerHelper() { }

    private protected abstract OptimizerState NewState(Parameter parameter);

    /// <inheritdoc/>
    public override torch.optim.Optimizer.StateDictionary state_dict()
    {
        var result = new StateDictionary();
        result.Options.AddRange(_parameter_groups.Select(group => group.Options));
        result.State.AddRange(parameters().Select(StateOf));
        return result;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The number of groups or parameters, the kind of optimizer, or a shape differs.</exception>
    public override void load_state_dict(torch.optim.Optimizer.StateDictionary state_dict)
    {
        var own = this.state_dict();
        if (own.Options.Count != state_dict.Options.Count || own.State.Count != state_dict.State.Count)
        {
            throw new ArgumentException($"The state has {state_dict.Options.Count} groups of {state_dict.State.Count} parameters in " +
                                        $"all, but the optimizer has {own.Options.Count} of {own.State.Count}.");
        }
        using var untracked = torch.no_grad();
        for (var i = 0; i < own.Options.Count; i++) own.Options[i].LoadStateDict(state_dict.Options[i]);
        for (var i = 0; i < own.State.Count; i++) own.State[i].LoadStateDict(state_dict.State[i]);
    }

    /// <summary>Moves the state of every parameter to a device.</summary>
    public void to(torch.Device device)
    {
        foreach (var state in _states.Values) state.to(device);
    }

    /// <summary>Disposes the state of every parameter.</summary>
    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var state in _states.Values) state.Dispose();
        _states.Clear();
    }

    private protected OptimizerState StateOf(Parameter parameter)
    {
        if (_states.TryGetValue(parameter, out var state)) return state;
        state = NewState(parameter);
        _states.Add(parameter, state);
        return state;
    }

    private protected void AddGroup(ParamGroup group, double defaultLearningRate)
    {
        var known = parameters().ToHashSet<Parameter>(ReferenceEqualityComparer.Instance);
        foreach (var parameter in group.Parameters)
        {
            ArgumentNullException.ThrowIfNull(parameter);
            if (!known.Add(parameter)) throw new ArgumentException("A parameter appears twice in the optimizer's parameter groups.");
        }
        group.Options.LearningRate ??= defaultLearningRate;
        if (group.LearningRate < 0) throw new ArgumentException($"A learning rate must not be negative: {group.LearningRate}.");
        if (group.InitialLearningRate == 0) group.InitialLearningRate = group.LearningRate;
        _parameter_groups.Add(group);
    }

#nullable disable annotations
    // Runs the update on each parameter that has a gradient, without recording it.
    private protected torch.Tensor Update<TGroup, TState>(Action<TGroup, Parameter, torch.Tensor, TState> update, Func<torch.Tensor> closure)
        where TGroup : ParamGroup where TState : OptimizerState
    {
        torch.Tensor loss = null;
        if (closure is not null)
        {
            using var tracked = torch.enable_grad();
            loss = closure();
        }
        using var untracked = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (TGroup group in _parameter_groups)
        {
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is { } gradient) update(group, parameter, gradient, (TState)StateOf(parameter));
            }
        }
        return loss;
    }
#nullable restore annotations
}
