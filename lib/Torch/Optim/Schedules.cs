namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            // The recursive forms (get_lr) are PyTorch's: they let several schedules act on one optimizer.
            private sealed class LambdaSchedule : LRScheduler
            {
                private readonly Func<int, double> _factor;

                internal LambdaSchedule(Optimizer optimizer, Func<int, double> factor, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    _factor = factor;
                    step();
                }

                protected override IEnumerable<double> get_closed_form_lr() => _base_lrs.Select(rate => rate * _factor(LastEpoch));
            }

            private sealed class MultiplicativeSchedule : LRScheduler
            {
                private readonly Func<int, double> _factor;

                internal MultiplicativeSchedule(Optimizer optimizer, Func<int, double> factor, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    _factor = factor;
                    step();
                }

                protected override IEnumerable<double> get_lr()
                    => LastEpoch > 0 ? CurrentRates.Select(rate => rate * _factor(LastEpoch)) : CurrentRates;

                protected override IEnumerable<double> get_closed_form_lr()
                {
                    var product = 1.0;
                    for (var epoch = 1; epoch <= LastEpoch; epoch++) product *= _factor(epoch);
                    return _base_lrs.Select(rate => rate * product);
                }
            }

            // Multiplies by gamma at milestones, which may be repeated.
            private sealed class MilestoneSchedule : LRScheduler
            {
                private readonly Func<int, int> _passed;
                private readonly double _gamma;

                internal MilestoneSchedule(Optimizer optimizer, Func<int, int> passed, double gamma, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    (_passed, _gamma) = (passed, gamma);
                    step();
                }

                protected override IEnumerable<double> get_lr()
                {
                    var now = LastEpoch > 0 ? _passed(LastEpoch) - _passed(LastEpoch - 1) : 0;
                    return now == 0 ? CurrentRates : CurrentRates.Select(rate => rate * Math.Pow(_gamma, now));
                }

                protected override IEnumerable<double> get_closed_form_lr()
                    => _base_lrs.Select(rate => rate * Math.Pow(_gamma, _passed(LastEpoch)));
            }

            // A factor that goes evenly from start to end in a number of epochs and stays there; also the constant schedule,
            // whose factor jumps.
            private sealed class FactorSchedule : LRScheduler
            {
                private readonly Func<int, double> _factor;

                internal FactorSchedule(Optimizer optimizer, Func<int, double> factor, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    _factor = factor;
                    step();
                }

                protected override IEnumerable<double> get_lr()
                {
                    if (LastEpoch == 0) return CurrentRates.Select(rate => rate * _factor(0));
                    var (before, now) = (_factor(LastEpoch - 1), _factor(LastEpoch));
                    return before == now ? CurrentRates : CurrentRates.Select(rate => rate * (now / before));
                }

                protected override IEnumerable<double> get_closed_form_lr() => _base_lrs.Select(rate => rate * _factor(LastEpoch));
            }

            // SGDR without restarts (Loshchilov & Hutter 2017, equation 5).
            private sealed class CosineSchedule : LRScheduler
            {
                private readonly double _length, _minimum;

                internal CosineSchedule(Optimizer optimizer, double T_max, double eta_min, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    (_length, _minimum) = (T_max, eta_min);
                    step();
                }

                protected override IEnumerable<double> get_lr()
                {
                    if (LastEpoch == 0) return CurrentRates;
                    var before = 1 + Math.Cos(Math.PI * (LastEpoch - 1) / _length);
                    if (before < 1e-12) // at the bottom, whence the curve climbs again
                    {
                        var climb = (1 - Math.Cos(Math.PI / _length)) / 2;
                        return CurrentRates.Zip(_base_lrs, (rate, start) => rate + (start - _minimum) * climb);
                    }
                    var ratio = (1 + Math.Cos(Math.PI * LastEpoch / _length)) / before;
                    return CurrentRates.Select(rate => _minimum + (rate - _minimum) * ratio);
                }

                protected override IEnumerable<double> get_closed_form_lr()
                    => _base_lrs.Select(rate => _minimum + (rate - _minimum) * (1 + Math.Cos(Math.PI * LastEpoch / _length)) / 2);
            }

            private sealed class SequentialSchedule : LRScheduler
            {
                private readonly List<LRScheduler> _schedulers;
                private readonly List<int> _milestones;

                internal SequentialSchedule(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones,
                    int last_epoch) : base(optimizer, last_epoch + 1)
                {
                    (_schedulers, _milestones) = ([.. schedulers], [.. milestones]);
                    if (_schedulers.Count == 0 || _milestones.Count != _schedulers.Count - 1)
                    {
                        throw new ArgumentException($"SequentialLR needs one milestone between each two schedules, but got " +
                                                    $"{_milestones.Count} milestones for {_schedulers.Count} schedules.");
                    }
                    foreach (var group in Groups) group.LearningRate = group.InitialLearningRate;
                    foreach (var scheduler in _schedulers) scheduler.Rewind();
                    _schedulers[0].step();
                }

                public override void step()
                {
                    LastEpoch++;
                    var passed = _milestones.Count(milestone => milestone <= LastEpoch);
                    if (passed > 0 && _milestones[passed - 1] == LastEpoch) _schedulers[passed].step(0);
                    else _schedulers[passed].step();
                }
            }
        }
    }
}
