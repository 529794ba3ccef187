namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>The base of every schedule: it sets the learning rates of an optimizer's groups after each step.</summary>
            public abstract class LRScheduler
            {
                private protected readonly Optimizer _optimizer;
                private protected readonly List<double> _base_lrs;

                /// <summary>The number of calls of <see cref="step()"/>, the constructor's included.</summary>
                protected int _step_count;

                /// <summary>Starts a schedule; an epoch of -1 starts from the optimizer's present learning rates.</summary>
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    (_optimizer, LastEpoch, Verbose) = (optimizer, last_epoch, verbose);
                    // The first schedule of a group fixes its initial rate; by the time of a second one the rate has moved on.
                    foreach (var group in Groups.OfType<Modules.ParamGroup>().Where(group => !group.Options.Scheduled))
                    {
                        if (last_epoch == -1) group.InitialLearningRate = group.LearningRate;
                        group.Options.Scheduled = true;
                    }
                    _base_lrs = [.. Groups.Select(group => group.InitialLearningRate)];
                }

                private protected int LastEpoch { get; set; }

                private protected bool Verbose { get; }

                private protected IEnumerable<ILearningRateController> Groups => _optimizer.ParamGroups;

                private protected IEnumerable<double> CurrentRates => Groups.Select(group => group.LearningRate);

                /// <summary>The learning rate of each group as last set.</summary>
                public IEnumerable<double> get_last_lr() => [.. CurrentRates];

                /// <summary>Goes on by one epoch.</summary>
                public virtual void step() => Advance(null);

                /// <summary>Goes to an epoch; null goes on by one.</summary>
                public virtual void step(int? epoch) => Advance(epoch);

                /// <summary>The learning rates at the present epoch, from those at the one before.</summary>
                protected virtual IEnumerable<double> get_lr() => get_closed_form_lr();

                /// <summary>The learning rates at the present epoch, whatever they were before.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                // Undoes the step that a constructor took: a sequence begins with its first schedule only.
                internal void Rewind() => LastEpoch--;

                private protected void Set(IEnumerable<double> rates)
                {
                    foreach (var (group, rate) in Groups.Zip(rates.ToList()))
                    {
                        if (Verbose && group.LearningRate != rate) Console.WriteLine($"Adjusting the learning rate to {rate}.");
                        group.LearningRate = rate;
                    }
                }

                private void Advance(int? epoch)
                {
                    _step_count++;
                    LastEpoch = epoch ?? LastEpoch + 1;
                    Set(epoch is null ? get_lr() : get_closed_form_lr());
                }
            }
        }
    }
}
