using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimizers and learning-rate schedules.</summary>
    public static partial class optim
    {
        /// <summary>The base of every optimizer.</summary>
        public abstract class Optimizer : IDisposable
        {
            /// <summary>The parameter groups, through what all of them share: a learning rate.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            /// <summary>The parameter groups, in the order in which they were added.</summary>
            protected readonly IList<ParamGroup> _parameter_groups = [];

#nullable disable annotations
            /// <summary>Changes the parameters once.</summary>
            /// <param name="closure">Recomputes the loss (and its gradients) before the step; its result is returned.</param>
            public abstract Tensor step(Func<Tensor> closure = null);
#nullable restore annotations

            /// <summary>Clears the gradients of all parameters to null.</summary>
            public virtual void zero_grad()
            {
                foreach (var parameter in parameters()) parameter.grad = null;
            }

            /// <summary>The parameters of all groups.</summary>
            public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

            /// <summary>Adds a group of parameters with options of its own.</summary>
            public abstract void add_param_group(ParamGroup param_group);

            /// <summary>The options of the groups and the state of the parameters. The tensors are the optimizer's own.</summary>
            public abstract StateDictionary state_dict();

            /// <summary>Copies the options and state of another optimizer of the same kind over equally shaped parameters.</summary>
            public abstract void load_state_dict(StateDictionary state_dict);

            /// <summary>Disposes the optimizer's state, not the parameters.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Disposes the optimizer's state when called from <see cref="Dispose()"/>.</summary>
            protected virtual void Dispose(bool disposing) { }

            /// <summary>What an optimizer remembers: one entry per group, and one per parameter in the groups' order.</summary>
            public class StateDictionary
            {
                internal StateDictionary() { }

                /// <summary>The options of each group.</summary>
                public List<OptimizerOptions> Options { get; } = [];

                /// <summary>The state of each parameter, in the order of the groups.</summary>
                public List<OptimizerState> State { get; } = [];
            }
        }
    }
}
