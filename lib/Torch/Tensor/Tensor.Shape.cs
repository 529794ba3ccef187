namespace TorchSharp;

public static partial class torch
{
    // The same elements in another shape or order.
    public partial class Tensor
    {
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => Aten.tensordot.Call(this, b, dims1, dims2);
        public Tensor tensordot(Tensor b, long dims = 2) => Aten.tensordot.Call(this, b, Range(dim() - dims, dims), Range(0, dims));
        public Tensor vander(long N = -1, bool increasing = false) => Aten.vander.Call(this, N < 0 ? OperatorArgument.None : N, increasing);
        public Tensor[] dsplit(long size) => Aten.dsplit_int.CallList(this, size);
        public Tensor[] dsplit(params long[] sizes) => Aten.dsplit_array.CallList(this, sizes);
        public Tensor[] hsplit(long size) => Aten.hsplit_int.CallList(this, size);
        public Tensor[] hsplit(params long[] sizes) => Aten.hsplit_array.CallList(this, sizes);
        public Tensor[] vsplit(long size) => Aten.vsplit_int.CallList(this, size);
        public Tensor[] vsplit(params long[] sizes) => Aten.vsplit_array.CallList(this, sizes);
        public Tensor[] tensor_split(Tensor indices, long dim = 0) => Aten.tensor_split_tensor_indices_or_sections.CallList(this, indices, dim);
        public Tensor view(params long[] shape) => Sized(shape, SizedOperator.View);
        public Tensor reshape(params long[] shape) => Sized(shape, SizedOperator.Reshape);
        public Tensor permute(params long[] permutation) => Sized(permutation, SizedOperator.Permute);
        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());
        public Tensor expand(params long[] sizes) => Sized(sizes, SizedOperator.Expand);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Sized(sizes, SizedOperator.Expand);
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Sized(sizes, SizedOperator.Expand);
        public Tensor expand(Size sizes, bool isImplicit = false) => Sized((long[])sizes, SizedOperator.Expand);
        public Tensor expand_as(Tensor other) => Aten.expand_as.Call(this, other);
        public Tensor broadcast_to(params long[] shape) => Aten.broadcast_to.Call(this, shape);
        public Tensor view_as(Tensor other) => Aten.view_as.Call(this, other);
        public Tensor view_as_complex() => Aten.view_as_complex.Call(this);
        public Tensor view_as_real() => Aten.view_as_real.Call(this);
        public Tensor transpose(long dim0, long dim1) => Aten.transpose_int.Call(this, dim0, dim1);
        public Tensor transpose_(long dim0, long dim1) => Aten.transpose_.CallInPlace(this, dim0, dim1);
        public Tensor swapaxes(long dim0, long dim1) => Aten.transpose_int.Call(this, dim0, dim1);
        public Tensor swapdims(long dim0, long dim1) => Aten.transpose_int.Call(this, dim0, dim1);
        public Tensor t() => Aten.t.Call(this);
        public Tensor adjoint() => Aten.adjoint.Call(this);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.flatten_using_ints.Call(this, start_dim, end_dim);
        public Tensor unflatten(long dim, params long[] sizes) => Aten.unflatten_int.Call(this, dim, sizes);
        public Tensor unflatten(long dim, Size sizes) => unflatten(dim, (long[])sizes);
        public Tensor ravel() => Aten.ravel.Call(this);
        public Tensor squeeze(long? dim = null) => dim is long d ? Aten.squeeze_dim.Call(this, d) : Aten.squeeze.Call(this);
        public Tensor squeeze_(long? dim = null) => dim is long d ? Aten.squeeze__dim.CallInPlace(this, d) : Aten.squeeze_.CallInPlace(this);
        public Tensor unsqueeze(long dim) => Aten.unsqueeze.Call(this, dim);
        public Tensor unsqueeze_(long dim) => Aten.unsqueeze_.CallInPlace(this, dim);
        public Tensor repeat(params long[] sizes) => Aten.repeat.Call(this, sizes);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) => Aten.repeat_interleave_self_Tensor.Call(this, repeats, dim, output_size);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) => Aten.repeat_interleave_self_int.Call(this, repeats, dim, output_size);
        public Tensor tile(long[] reps) => Aten.tile.Call(this, reps);
        public Tensor roll(long shifts, long? dims = null) => Aten.roll.Call(this, shifts, dims is long d ? new[] { d } : []);
        public Tensor roll(long[] shifts) => Aten.roll.Call(this, shifts, Array.Empty<long>());
        public Tensor roll(long[] shifts, long[] dims) => Aten.roll.Call(this, shifts, dims);
        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) => Aten.roll.Call(this, shifts.ToArray(), dims.ToArray());
        public Tensor roll((long, long) shifts, (long, long) dims) => Aten.roll.Call(this, new[] { shifts.Item1, shifts.Item2 }, new[] { dims.Item1, dims.Item2 });
        public Tensor roll((long, long, long) shifts, (long, long, long) dims) => Aten.roll.Call(this, new[] { shifts.Item1, shifts.Item2, shifts.Item3 }, new[] { dims.Item1, dims.Item2, dims.Item3 });
        public Tensor flip(params long[] dims) => Aten.flip.Call(this, dims);
        public Tensor fliplr() => Aten.fliplr.Call(this);
        public Tensor flipud() => Aten.flipud.Call(this);
        public Tensor rot90(long k = 1, (long, long)? dims = null) => Aten.rot90.Call(this, k, dims is (long, long) d ? new[] { d.Item1, d.Item2 } : new long[] { 0, 1 });
        public Tensor movedim(long[] source, long[] destination) => Aten.movedim_intlist.Call(this, source, destination);
        public Tensor moveaxis(long[] source, long[] destination) => Aten.movedim_intlist.Call(this, source, destination);
        public Tensor contiguous() => Aten.contiguous.Call(this);
        public Tensor clone() => Aten.clone.Call(this);
        public Tensor alias() => Aten.alias.Call(this);
        public Tensor unfold(long dimension, long size, long step) => Aten.unfold.Call(this, dimension, size, step);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) => Aten.as_strided.Call(this, size, strides, storageOffset);
        public Tensor[] chunk(long chunks, long dim = 0) => Aten.chunk.CallList(this, chunks, dim);
        public Tensor[] split(long size, int dim = 0) => Aten.split_Tensor.CallList(this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Aten.split_with_sizes.CallList(this, sizes, dim);
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => Aten.split_with_sizes.CallList(this, sizes.ToArray(), dim);
        public Tensor[] split(params long[] sizes) => Aten.split_with_sizes.CallList(this, sizes, 0);
        public Tensor[] tensor_split(long size, long dim = 0) => Aten.tensor_split_sections.CallList(this, size, dim);
        public Tensor[] tensor_split(long[] sizes, long dim = 0) => Aten.tensor_split_indices.CallList(this, sizes, dim);
        public Tensor[] unbind(long dimension = 0) => Aten.unbind_int.CallList(this, dimension);
        public Tensor atleast_1d() => Aten.atleast_1d.Call(this);
        public Tensor atleast_2d() => Aten.atleast_2d.Call(this);
        public Tensor atleast_3d() => Aten.atleast_3d.Call(this);
        public Tensor channel_shuffle(long groups) => Aten.channel_shuffle.Call(this, groups);
    }
}
