namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Moves everything under this module to a device.</summary>
            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
                => Move(new Device(deviceType, deviceIndex), null, non_blocking);

            /// <summary>
            /// Moves everything under this module to a device and its floating-point values to an element type.
            /// </summary>
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking) => Move(device, dtype, non_blocking);

            /// <summary>Converts the floating-point parameters and buffers under this module to an element type.</summary>
            protected internal virtual Module _to(ScalarType dtype, bool non_blocking) => Move(null, dtype, non_blocking);

            /// <summary>Moves everything under this module to where a tensor is, and to its element type.</summary>
            public Module _to(Tensor other, bool non_blocking) => _to(other.device, other.dtype, non_blocking);

            // Parameter and buffer objects keep their identity (their data is swapped), so that fields, optimizers and shared
            // parameters still see them afterwards. Integer and boolean buffers keep their element type.
            private Module Move(Device? device, ScalarType? dtype, bool nonBlocking)
            {
                if (dtype is { } type && !is_floating_point(type))
                    throw new ArgumentException($"{GetName()} can only be converted to a floating-point element type, not {type}.");
                using var untracked = no_grad();
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var tensor in parameters().Concat<Tensor>(buffers()))
                {
                    if (!seen.Add(tensor)) continue;
                    var target = dtype is { } wanted && tensor.is_floating_point() ? wanted : tensor.dtype;
                    SwapData(tensor, target, device ?? tensor.device, nonBlocking);
                    using var gradient = tensor.grad;
                    if (gradient is not null) SwapData(gradient, target, device ?? tensor.device, nonBlocking);
                }
                return this;
            }

            private static void SwapData(Tensor tensor, ScalarType dtype, Device device, bool nonBlocking)
            {
                var moved = tensor.to(dtype, device, non_blocking: nonBlocking);
                if (ReferenceEquals(moved, tensor)) return;
                tensor.SetData(moved);
                moved.Dispose();
            }
        }
    }
}
