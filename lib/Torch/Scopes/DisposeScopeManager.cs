namespace TorchSharp;

/// <summary>Each thread's open dispose scopes.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] internal static DisposeScope? Current;
    [ThreadStatic] private static ThreadDisposeScopeStatistics? statistics;

    /// <summary>What this thread's scopes have done since the last reset.</summary>
    public static ThreadDisposeScopeStatistics Statistics => statistics ??= new();

    internal static void Attach(IDisposable disposable)
    {
        DisposeScope.Open(Current)?.Attach(disposable);
    }
}
