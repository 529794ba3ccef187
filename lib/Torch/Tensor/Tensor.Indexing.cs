namespace TorchSharp;

public static partial class torch
{
    // x[...], read and written.
    public partial class Tensor
    {
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params long[] indices]
        {
            get => Selected(indices);
            set => Assign(Selected(indices), value);
        }

        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Assign(select(0, i1), value);
        }

        public Tensor this[long i1, long i2]
        {
            get => Selected([i1, i2]);
            set => Assign(Selected([i1, i2]), value);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => Selected([i1, i2, i3]);
            set => Assign(Selected([i1, i2, i3]), value);
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Selected([i1, i2, i3, i4]);
            set => Assign(Selected([i1, i2, i3, i4]), value);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => Selected([i1, i2, i3, i4, i5]);
            set => Assign(Selected([i1, i2, i3, i4, i5]), value);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => Selected([i1, i2, i3, i4, i5, i6]);
            set => Assign(Selected([i1, i2, i3, i4, i5, i6]), value);
        }

        public Tensor index(params Tensor[] indices) => Aten.index_Tensor.Call(this, OperatorArgument.List(indices));

        public Tensor index(params TensorIndex[] indices)
        {
            var (view, list) = Basic(indices);
            if (list is null) return view;
            var result = Aten.index_Tensor.Call(view, OperatorArgument.List(list));
            view.Dispose();
            return result;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            Aten.index_put_.CallInPlace(this, OperatorArgument.List(indices), value, accumulate);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            var (view, list) = Basic(indices);
            if (list is not null) Aten.index_put_.CallInPlace(view, OperatorArgument.List(list), value, accumulate);
            else if (accumulate) view.add_(value);
            else view.copy_(value);
            view.Dispose();
            return this;
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using Tensor number = Aten.scalar_tensor.Call(value, dtype, OperatorArgument.None, device);
            return index_put_(number, indices);
        }

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            var (view, list) = Basic(indices);
            using Tensor number = Aten.scalar_tensor.Call(value, dtype, OperatorArgument.None, device);
            if (list is null) view.fill_(value);
            else Aten.index_put_.CallInPlace(view, OperatorArgument.List(list), number);
            view.Dispose();
            return this;
        }

        // Numbers, slices, new dimensions and the ellipsis make a view; tensors and truth values are left for aten::index.
        private (Tensor View, Tensor?[]? Indices) Basic(TensorIndex[] indices)
        {
            int used = indices.Sum(i => i.Type switch
            {
                TensorIndex.Kind.None or TensorIndex.Kind.Ellipsis or TensorIndex.Kind.Bool => 0,
                TensorIndex.Kind.Tensor when i.Indices!.dtype == ScalarType.Bool => (int)i.Indices.dim(),
                _ => 1,
            });
            if (used > dim()) throw new ArgumentException($"index: {used} indices for {Summary}");
            var view = alias();
            var advanced = new List<Tensor?>();
            bool any = false;
            int dimension = 0;
            foreach (var index in indices)
            {
                switch (index.Type)
                {
                    case TensorIndex.Kind.Single:
                        Replace(ref view, view.select(dimension, index.Start!.Value));
                        continue;
                    case TensorIndex.Kind.Slice:
                        if (index.Start is not null || index.Stop is not null || index.Step is not null)
                            Replace(ref view, view.Slice(dimension, index.Start ?? 0, index.Stop ?? long.MaxValue, index.Step ?? 1));
                        Keep(1);
                        continue;
                    case TensorIndex.Kind.Null:
                        Keep(1);
                        continue;
                    case TensorIndex.Kind.None:
                        Replace(ref view, view.unsqueeze(dimension));
                        Keep(1);
                        continue;
                    case TensorIndex.Kind.Ellipsis:
                        Keep((int)dim() - used);
                        continue;
                    case TensorIndex.Kind.Bool:
                        Replace(ref view, view.unsqueeze(dimension));
                        advanced.Add(full([1], index.Start != 0, ScalarType.Bool, device));
                        break;
                    default:
                        advanced.Add(index.Indices);
                        if (index.Indices!.dtype == ScalarType.Bool) dimension += (int)index.Indices.dim() - 1;
                        break;
                }
                any = true;
                dimension++;
            }
            return (view, any ? [.. advanced] : null);

            void Keep(int count)
            {
                for (int i = 0; i < count; i++) advanced.Add(null);
                dimension += count;
            }
        }

        private Tensor Selected(long[] indices)
        {
            if (indices.Length > dim()) throw new ArgumentException($"index: {indices.Length} indices for {Summary}");
            var view = alias();
            foreach (long index in indices) Replace(ref view, view.select(0, index));
            return view;
        }

        private static void Replace(ref Tensor old, Tensor value)
        {
            old.Dispose();
            old = value;
        }

        private static void Assign(Tensor view, Tensor value)
        {
            view.copy_(value);
            view.Dispose();
        }
    }
}
