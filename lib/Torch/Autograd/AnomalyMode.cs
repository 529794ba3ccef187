namespace TorchSharp;

/// <summary>While it lasts, backward says which forward operation made a NaN; slow.</summary>
public sealed class AnomalyMode : IDisposable
{
    private readonly bool _before = NativeMethods.mim_anomaly_mode() != 0;

    internal AnomalyMode(bool mode, bool checkNan) => NativeMethods.Check(NativeMethods.mim_set_anomaly_mode(mode ? 1 : 0, checkNan ? 1 : 0), "detect_anomaly");

    public void Dispose() => NativeMethods.Check(NativeMethods.mim_set_anomaly_mode(_before ? 1 : 0, 1), "detect_anomaly");
}
