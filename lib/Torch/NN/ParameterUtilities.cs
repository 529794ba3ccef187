using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Operations on all parameters of a model together.</summary>
        public static class utils
        {
            /// <summary>
            /// Scales the gradients down so that their joint norm is at most max_norm. Waits for the device;
            /// <see cref="MimLab.IOptimizer.Step(double)"/> clips without that.
            /// </summary>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var untracked = no_grad();
                using var scope = NewDisposeScope();
                var gradients = tensors.Select(parameter => parameter.grad).OfType<Tensor>().ToList();
                if (gradients.Count == 0) return 0;
                var norms = gradients.Select(gradient => gradient.norm((float)norm_type).to(gradients[0].device)).ToArray();
                var joint = stack(norms);
                var total = (double.IsPositiveInfinity(norm_type) ? joint.max() : joint.norm((float)norm_type)).to(ScalarType.Float64).item<double>();
                var factor = max_norm / (total + 1e-6);
                if (factor < 1)
                {
                    foreach (var gradient in gradients) gradient.mul_(factor);
                }
                return total;
            }

            /// <summary>Bounds every element of the gradients by clip_value in size.</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var untracked = no_grad();
                foreach (var parameter in tensors)
                {
                    using var gradient = parameter.grad;
                    gradient?.clamp_(-clip_value, clip_value);
                }
            }

            /// <summary>All parameters, flattened, in one vector.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat(tensors.Select(parameter => parameter.flatten()).ToArray()).MoveToOuterDisposeScope();
            }

            /// <summary>Copies a vector made by <see cref="parameters_to_vector"/> back into the parameters.</summary>
            /// <exception cref="ArgumentException">The vector's length is not the number of values in the parameters.</exception>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var untracked = no_grad();
                using var scope = NewDisposeScope();
                var targets = tensors.ToList();
                var needed = targets.Sum(parameter => parameter.numel());
                if (vec.dim() != 1 || vec.numel() != needed)
                {
                    throw new ArgumentException($"vector_to_parameters needs a vector of {needed} values, not a tensor of shape " +
                                                $"[{string.Join(", ", vec.shape)}].");
                }
                var start = 0L;
                foreach (var parameter in targets)
                {
                    var count = parameter.numel();
                    parameter.copy_(vec.narrow(0, start, count).view_as(parameter));
                    start += count;
                }
            }
        }
    }
}
