namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Learning-rate schedules; call step() after each epoch (or optimizer step) counted in.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>Multiplies the rate by gamma every step_size epochs.</summary>
            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1,
                bool verbose = false)
                => new MilestoneSchedule(optimizer, epoch => epoch / step_size, gamma, last_epoch, verbose);

            /// <summary>Multiplies the rate by gamma at each milestone.</summary>
            public static LRScheduler MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1,
                bool verbose = false)
            {
                int[] own = [.. milestones];
                return new MilestoneSchedule(optimizer, epoch => own.Count(milestone => milestone <= epoch), gamma, last_epoch, verbose);
            }

            /// <summary>Multiplies the rate by gamma every epoch.</summary>
            public static LRScheduler ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                => new MilestoneSchedule(optimizer, epoch => epoch, gamma, last_epoch, verbose);

            /// <summary>Half a cosine from the initial rate to eta_min in T_max epochs.</summary>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1,
                bool verbose = false)
                => new CosineSchedule(optimizer, T_max, eta_min, last_epoch, verbose);

            /// <summary>Goes evenly from start_factor to end_factor times the initial rate in total_iters epochs.</summary>
            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 0.3333333333333333, double end_factor = 1,
                int total_iters = 5, int last_epoch = -1, bool verbose = false)
            {
                if (start_factor is not (> 0 and <= 1)) throw new ArgumentException($"LinearLR needs a start_factor in (0, 1]: {start_factor}.");
                if (end_factor is not (>= 0 and <= 1)) throw new ArgumentException($"LinearLR needs an end_factor in [0, 1]: {end_factor}.");
                return new FactorSchedule(optimizer,
                    epoch => start_factor + (end_factor - start_factor) * Math.Min(epoch, total_iters) / total_iters, last_epoch, verbose);
            }

            /// <summary>Multiplies the initial rate by a factor until total_iters epochs have passed.</summary>
            public static LRScheduler ConstantLR(Optimizer optimizer, double factor = 0.3333333333333333, int total_iters = 5,
                int last_epoch = -1, bool verbose = false)
            {
                if (factor is not (> 0 and <= 1)) throw new ArgumentException($"ConstantLR needs a factor in (0, 1]: {factor}.");
                return new FactorSchedule(optimizer, epoch => epoch < total_iters ? factor : 1, last_epoch, verbose);
            }

            /// <summary>Lets the rate fall to zero as a power of the share of total_iters epochs left.</summary>
            public static LRScheduler PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1, int last_epoch = -1,
                bool verbose = false)
                => new LambdaSchedule(optimizer, epoch => Math.Pow(1 - (double)Math.Min(epoch, total_iters) / total_iters, power),
                    last_epoch, verbose);

            /// <summary>The initial rate times a function of the epoch.</summary>
            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                => new LambdaSchedule(optimizer, lr_lambda, last_epoch, verbose);

            /// <summary>Multiplies the rate by a function of the epoch, every epoch.</summary>
            public static LRScheduler MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1,
                bool verbose = false)
                => new MultiplicativeSchedule(optimizer, lr_lambda, last_epoch, verbose);

            /// <summary>Runs schedules one after the other, changing at the milestones; each starts at its own epoch 0.</summary>
            public static LRScheduler SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones,
                int last_epoch = -1)
                => new SequentialSchedule(optimizer, schedulers, milestones, last_epoch);
        }
    }
}
