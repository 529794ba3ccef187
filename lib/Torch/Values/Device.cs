namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor lives: a kind of device and, for CUDA, which one (-1 for the current).</summary>
    public class Device : IEquatable<Device>
    {
        public DeviceType type { get; }
        public int index { get; }

        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        public Device(string deviceType, int index = -1) : this(TypeOf(deviceType), index)
        {
        }

        /// <param name="description">As in <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</param>
        public Device(string description)
        {
            int colon = description.IndexOf(':');
            type = TypeOf(colon < 0 ? description : description[..colon]);
            index = colon < 0 ? -1
                : int.TryParse(description.AsSpan(colon + 1), out int number) ? number
                : throw new ArgumentException($"'{description}' is not a device: write cpu, cuda or cuda:N", nameof(description));
        }

        public Device(int index) : this(DeviceType.CUDA, index)
        {
        }

        internal long Packed => ((long)type << 16) | (ushort)(short)index;

        internal static Device Unpack(long packed) => packed == 0xffff ? CPU : new Device((DeviceType)(packed >> 16), (short)(packed & 0xffff));

        private static DeviceType TypeOf(string name) => Enum.TryParse(name, ignoreCase: true, out DeviceType type) && !char.IsDigit(name[0])
            ? type
            : throw new ArgumentException($"'{name}' is not a kind of device: write cpu, cuda or cuda:N");

        public static implicit operator Device(string description) => new(description);

        public static bool operator ==(Device? left, Device? right) => left is null ? right is null : left.Equals(right);
        public static bool operator !=(Device? left, Device? right) => !(left == right);

        public bool Equals(Device? other) => other is not null && type == other.type && index == other.index;
        public override bool Equals(object? obj) => Equals(obj as Device);
        public override int GetHashCode() => HashCode.Combine(type, index);
        public override string ToString() => type.ToString().ToLowerInvariant() + (index < 0 ? "" : ":" + index);
    }

    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);

    /// <summary>The current CUDA device.</summary>
    public static Device CUDA => new(DeviceType.CUDA);

    public static Device device(string description) => new(description);
    public static Device device(string deviceType, int index = -1) => new(deviceType, index);
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);
    public static Device device(int index) => new(index);

    private static Device defaultDevice = CPU;

    /// <summary>The device of tensors made without naming one.</summary>
    public static Device get_default_device() => defaultDevice;
    public static void set_default_device(Device device) => defaultDevice = device;
    public static void set_default_device(string device) => defaultDevice = new(device);

    /// <summary>Fails early when a device cannot be used; answers it otherwise.</summary>
    public static Device InitializeDevice(Device? device)
    {
        device ??= defaultDevice;
        InitializeDeviceType(device.type);
        return device;
    }

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"the device type {deviceType} is not available: this libtorch is built without it, or the machine has none");
    }

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.CPU or DeviceType.META => true,
        DeviceType.CUDA => cuda.is_available(),
        _ => false,
    };
}
