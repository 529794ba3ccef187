namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A multi-dimensional array of one element type on one device. Dispose it (or let a <see cref="DisposeScope"/> do
    /// so): the garbage collector frees it too, but late.
    /// </summary>
    [TypeFormatterSource(typeof(TensorFormatters), PreferredMimeTypes = ["text/plain"])]
    public partial class Tensor : IDisposable
    {
        private static long totalCount;
        private static long peakCount;
        private nint _handle;
        private long _bytes;

        /// <summary>Takes over a reference to a native tensor.</summary>
        protected internal Tensor(IntPtr handle) : this(handle, NativeMethods.mim_own_bytes(handle))
        {
        }

        private Tensor(nint handle, long bytes)
        {
            (_handle, _bytes) = (handle, bytes);
            long count = Interlocked.Increment(ref totalCount);
            if (count > peakCount) peakCount = count;
            DisposeScopeManager.Current?.AttachNew(this);
            NativeBytes.Add(bytes);
        }

        ~Tensor() => Dispose(false);

        /// <summary>Tensor objects alive now.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        /// <summary>Most tensor objects that were alive at once.</summary>
        public static long PeakCount => peakCount;

        /// <summary>The native tensor; it stays this object's.</summary>
        public IntPtr Handle => HandleFor("Handle");

        /// <summary>Whether the tensor has been disposed.</summary>
        public bool IsInvalid => _handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        internal static Tensor Adopt(in Slot slot)
        {
            // An operator may leave a result undefined (a gradient that was not asked for); the wrapper of nothing is null.
            return slot.Tag == Tag.Tensor ? new Tensor((nint)slot.Payload, slot.Extra) : null!;
        }

        /// <summary>Makes a tensor object for a native tensor whose reference the caller gives away.</summary>
        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        /// <summary>The native tensor, or an exception that names what was to be done with it.</summary>
        internal nint HandleFor(string operation) => _handle != 0
            ? _handle
            : throw new ObjectDisposedException(nameof(Tensor), $"{operation}: a tensor among the arguments has been disposed");

        /// <summary>Gives the native reference away: this object is as good as disposed.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            nint handle = HandleFor(nameof(DecoupleFromNativeHandle));
            OwningDisposeScope?.MarkAsDisposed(this);
            NativeBytes.Remove(Interlocked.Exchange(ref _bytes, 0));
            Interlocked.Decrement(ref totalCount);
            _handle = 0;
            GC.SuppressFinalize(this);
            return handle;
        }

        /// <summary>
        /// Makes this object refer to what <paramref name="other"/> refers to, and disposes <paramref name="other"/>.
        /// </summary>
        internal void TakeOver(Tensor other)
        {
            nint old = HandleFor(nameof(TakeOver));
            NativeBytes.Remove(Interlocked.Exchange(ref _bytes, 0));
            _bytes = NativeMethods.mim_own_bytes(other.HandleFor(nameof(TakeOver)));
            _handle = other.DecoupleFromNativeHandle();
            NativeBytes.Add(_bytes);
            NativeMethods.mim_release(old);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            nint handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0) return;
            if (disposing) OwningDisposeScope?.MarkAsDisposed(this);
            Interlocked.Decrement(ref totalCount);
            NativeBytes.Remove(_bytes);
            NativeMethods.mim_release(handle);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is DisposeScope owner) owner.MoveToOther(other, this);
            else other?.Attach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>TorchSharp's old spelling of <see cref="DetachFromDisposeScope"/>.</summary>
        public Tensor DetatchFromDisposeScope() => DetachFromDisposeScope();

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>Same type, shape, and elements.</summary>
        public bool Equals(Tensor? target) => target is not null && Aten.equal.CallScalar(this, target).Bits != 0;

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
