using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    // The operators that a model calls most, through exports of their own.
    public unsafe partial class Tensor
    {
        private enum SizedOperator
        {
            View, Reshape, Permute, Expand,
        }

        private enum Arithmetic
        {
            Add, Subtract, Multiply, Divide,
        }

        public Tensor add(Tensor target) => Add(this, target);
        public Tensor sub(Tensor target) => Subtract(this, target);
        public Tensor mul(Tensor target) => Multiply(this, target);

        private static Tensor Add(Tensor left, Tensor right)
        {
            Slot slot;
            return Finish(NativeMethods.mim_add(left.HandleFor("add"), right.HandleFor("add"), &slot), ref slot, Aten.add_Tensor, left, right);
        }

        private static Tensor Subtract(Tensor left, Tensor right)
        {
            Slot slot;
            return Finish(NativeMethods.mim_sub(left.HandleFor("sub"), right.HandleFor("sub"), &slot), ref slot, Aten.sub_Tensor, left, right);
        }

        private static Tensor Multiply(Tensor left, Tensor right)
        {
            Slot slot;
            return Finish(NativeMethods.mim_mul(left.HandleFor("mul"), right.HandleFor("mul"), &slot), ref slot, Aten.mul_Tensor, left, right);
        }

        private static Tensor Divide(Tensor left, Tensor right)
        {
            Slot slot;
            return Finish(NativeMethods.mim_div(left.HandleFor("div"), right.HandleFor("div"), &slot), ref slot, Aten.div_Tensor, left, right);
        }

        private static Tensor WithNumber(Arithmetic which, Tensor left, OperatorArgument number)
        {
            if (number.Tag == Tag.None) throw new ArgumentNullException(nameof(number), $"{which}: the number is null");
            Slot result, slot;
            (slot.Tag, slot.Payload) = (number.Tag, number.Bits);
            int status = NativeMethods.mim_with_number((int)which, left.HandleFor(OperatorOf(which).Label), &slot, &result);
            if (status < 0) throw Failed(OperatorOf(which), left, number);
            GC.KeepAlive(left);
            return Adopt(in result);
        }

        private static Operator OperatorOf(Arithmetic which) => which switch
        {
            Arithmetic.Add => Aten.add_Tensor,
            Arithmetic.Subtract => Aten.sub_Tensor,
            Arithmetic.Multiply => Aten.mul_Tensor,
            _ => Aten.div_Tensor,
        };

        private Tensor Slice(long dim, long start, long finish, long step)
        {
            Slot slot;
            int status = NativeMethods.mim_slice(HandleFor("slice"), dim, start, finish, step, &slot);
            if (status < 0) throw Failed(Aten.slice_Tensor, this, dim, start, finish, step);
            GC.KeepAlive(this);
            return Adopt(in slot);
        }

        private Tensor Sized(ReadOnlySpan<long> sizes, SizedOperator which)
        {
            Slot slot;
            int status;
            nint handle = HandleFor(OperatorOf(which).Label);
            fixed (long* pointer = sizes)
            {
                status = which switch
                {
                    SizedOperator.View => NativeMethods.mim_view(handle, pointer, sizes.Length, &slot),
                    SizedOperator.Reshape => NativeMethods.mim_reshape(handle, pointer, sizes.Length, &slot),
                    SizedOperator.Permute => NativeMethods.mim_permute(handle, pointer, sizes.Length, &slot),
                    _ => NativeMethods.mim_expand(handle, pointer, sizes.Length, &slot),
                };
            }
            if (status < 0) throw Failed(OperatorOf(which), this, sizes.ToArray());
            GC.KeepAlive(this);
            return Adopt(in slot);
        }

        private static Operator OperatorOf(SizedOperator which) => which switch
        {
            SizedOperator.View => Aten.view,
            SizedOperator.Reshape => Aten.reshape,
            SizedOperator.Permute => Aten.permute,
            _ => Aten.expand,
        };

        internal static Tensor Joined(ReadOnlySpan<Tensor> tensors, long dim, bool stack)
        {
            Span<nint> handles = tensors.Length <= 64 ? stackalloc nint[tensors.Length] : new nint[tensors.Length];
            for (int i = 0; i < handles.Length; i++) handles[i] = tensors[i].HandleFor(stack ? "stack" : "cat");
            Slot slot;
            int status;
            fixed (nint* pointer = handles)
            {
                status = stack ? NativeMethods.mim_stack(pointer, handles.Length, dim, &slot) : NativeMethods.mim_cat(pointer, handles.Length, dim, &slot);
            }
            if (status < 0) throw Failed(stack ? Aten.stack : Aten.cat, tensors.ToArray(), dim);
            foreach (var tensor in tensors) GC.KeepAlive(tensor);
            return Adopt(in slot);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Tensor Finish(int status, ref Slot slot, Operator op, Tensor left, Tensor right)
        {
            if (status < 0) throw Failed(op, left, right);
            GC.KeepAlive(left);
            GC.KeepAlive(right);
            return Adopt(in slot);
        }

        private static Exception Failed(Operator op, params ReadOnlySpan<OperatorArgument> arguments) => op.Failure(arguments);
    }
}
