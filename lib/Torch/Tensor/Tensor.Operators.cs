namespace TorchSharp;

public static partial class torch
{
    // Operators. Comparisons answer a tensor of truth values, so ask `x is null`, not `x == null`.
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => Add(left, right);
        public static Tensor operator +(Tensor left, Scalar right) => WithNumber(Arithmetic.Add, left, right);
        public static Tensor operator +(Tensor left, int right) => WithNumber(Arithmetic.Add, left, right);
        public static Tensor operator +(Tensor left, long right) => WithNumber(Arithmetic.Add, left, right);
        public static Tensor operator +(Tensor left, float right) => WithNumber(Arithmetic.Add, left, right);
        public static Tensor operator +(Tensor left, double right) => WithNumber(Arithmetic.Add, left, right);
        public static Tensor operator +(Scalar left, Tensor right) => WithNumber(Arithmetic.Add, right, left);
        public static Tensor operator +(int left, Tensor right) => WithNumber(Arithmetic.Add, right, left);
        public static Tensor operator +(long left, Tensor right) => WithNumber(Arithmetic.Add, right, left);
        public static Tensor operator +(float left, Tensor right) => WithNumber(Arithmetic.Add, right, left);
        public static Tensor operator +(double left, Tensor right) => WithNumber(Arithmetic.Add, right, left);

        public static Tensor operator -(Tensor left, Tensor right) => Subtract(left, right);
        public static Tensor operator -(Tensor left, Scalar right) => WithNumber(Arithmetic.Subtract, left, right);
        public static Tensor operator -(Tensor left, int right) => WithNumber(Arithmetic.Subtract, left, right);
        public static Tensor operator -(Tensor left, long right) => WithNumber(Arithmetic.Subtract, left, right);
        public static Tensor operator -(Tensor left, float right) => WithNumber(Arithmetic.Subtract, left, right);
        public static Tensor operator -(Tensor left, double right) => WithNumber(Arithmetic.Subtract, left, right);
        public static Tensor operator -(Scalar left, Tensor right) => Aten.rsub_Scalar.Call(right, left);
        public static Tensor operator -(int left, Tensor right) => Aten.rsub_Scalar.Call(right, left);
        public static Tensor operator -(long left, Tensor right) => Aten.rsub_Scalar.Call(right, left);
        public static Tensor operator -(float left, Tensor right) => Aten.rsub_Scalar.Call(right, left);
        public static Tensor operator -(double left, Tensor right) => Aten.rsub_Scalar.Call(right, left);

        public static Tensor operator *(Tensor left, Tensor right) => Multiply(left, right);
        public static Tensor operator *(Tensor left, Scalar right) => WithNumber(Arithmetic.Multiply, left, right);
        public static Tensor operator *(Tensor left, int right) => WithNumber(Arithmetic.Multiply, left, right);
        public static Tensor operator *(Tensor left, long right) => WithNumber(Arithmetic.Multiply, left, right);
        public static Tensor operator *(Tensor left, float right) => WithNumber(Arithmetic.Multiply, left, right);
        public static Tensor operator *(Tensor left, double right) => WithNumber(Arithmetic.Multiply, left, right);
        public static Tensor operator *(Scalar left, Tensor right) => WithNumber(Arithmetic.Multiply, right, left);
        public static Tensor operator *(int left, Tensor right) => WithNumber(Arithmetic.Multiply, right, left);
        public static Tensor operator *(long left, Tensor right) => WithNumber(Arithmetic.Multiply, right, left);
        public static Tensor operator *(float left, Tensor right) => WithNumber(Arithmetic.Multiply, right, left);
        public static Tensor operator *(double left, Tensor right) => WithNumber(Arithmetic.Multiply, right, left);

        public static Tensor operator /(Tensor left, Tensor right) => Divide(left, right);
        public static Tensor operator /(Tensor left, Scalar right) => WithNumber(Arithmetic.Divide, left, right);
        public static Tensor operator /(Tensor left, int right) => WithNumber(Arithmetic.Divide, left, right);
        public static Tensor operator /(Tensor left, long right) => WithNumber(Arithmetic.Divide, left, right);
        public static Tensor operator /(Tensor left, float right) => WithNumber(Arithmetic.Divide, left, right);
        public static Tensor operator /(Tensor left, double right) => WithNumber(Arithmetic.Divide, left, right);
        public static Tensor operator /(Scalar left, Tensor right) => Reversed(left, right);
        public static Tensor operator /(int left, Tensor right) => Reversed(left, right);
        public static Tensor operator /(long left, Tensor right) => Reversed(left, right);
        public static Tensor operator /(float left, Tensor right) => Reversed(left, right);
        public static Tensor operator /(double left, Tensor right) => Reversed(left, right);

        public static Tensor operator %(Tensor left, Tensor right) => Aten.remainder_Tensor.Call(left, right);
        public static Tensor operator %(Tensor left, Scalar right) => Aten.remainder_Scalar.Call(left, right);
        public static Tensor operator %(Tensor left, int right) => Aten.remainder_Scalar.Call(left, right);
        public static Tensor operator %(Tensor left, long right) => Aten.remainder_Scalar.Call(left, right);
        public static Tensor operator %(Tensor left, float right) => Aten.remainder_Scalar.Call(left, right);
        public static Tensor operator %(Tensor left, double right) => Aten.remainder_Scalar.Call(left, right);

        public static Tensor operator -(Tensor tensor) => Aten.neg.Call(tensor);
        public static Tensor operator ~(Tensor left) => Aten.bitwise_not.Call(left);
        public static Tensor operator &(Tensor left, Tensor right) => Aten.bitwise_and_Tensor.Call(left, right);
        public static Tensor operator |(Tensor left, Tensor right) => Aten.bitwise_or_Tensor.Call(left, right);
        public static Tensor operator ^(Tensor left, Tensor right) => Aten.bitwise_xor_Tensor.Call(left, right);

        public static Tensor operator ==(Tensor left, Tensor right) => Aten.eq_Tensor.Call(left, right);
        public static Tensor operator ==(Tensor left, Scalar right) => Aten.eq_Scalar.Call(left, right);
        public static Tensor operator ==(Scalar left, Tensor right) => Aten.eq_Scalar.Call(right, left);
        public static Tensor operator !=(Tensor left, Tensor right) => Aten.ne_Tensor.Call(left, right);
        public static Tensor operator !=(Tensor left, Scalar right) => Aten.ne_Scalar.Call(left, right);
        public static Tensor operator !=(Scalar left, Tensor right) => Aten.ne_Scalar.Call(right, left);
        public static Tensor operator <(Tensor left, Tensor right) => Aten.lt_Tensor.Call(left, right);
        public static Tensor operator <(Tensor left, Scalar right) => Aten.lt_Scalar.Call(left, right);
        public static Tensor operator <(Scalar left, Tensor right) => Aten.gt_Scalar.Call(right, left);
        public static Tensor operator <=(Tensor left, Tensor right) => Aten.le_Tensor.Call(left, right);
        public static Tensor operator <=(Tensor left, Scalar right) => Aten.le_Scalar.Call(left, right);
        public static Tensor operator <=(Scalar left, Tensor right) => Aten.ge_Scalar.Call(right, left);
        public static Tensor operator >(Tensor left, Tensor right) => Aten.gt_Tensor.Call(left, right);
        public static Tensor operator >(Tensor left, Scalar right) => Aten.gt_Scalar.Call(left, right);
        public static Tensor operator >(Scalar left, Tensor right) => Aten.lt_Scalar.Call(right, left);
        public static Tensor operator >=(Tensor left, Tensor right) => Aten.ge_Tensor.Call(left, right);
        public static Tensor operator >=(Tensor left, Scalar right) => Aten.ge_Scalar.Call(left, right);
        public static Tensor operator >=(Scalar left, Tensor right) => Aten.le_Scalar.Call(right, left);

        // A quotient of integers is a float, as in PyTorch.
        private static Tensor Reversed(Scalar left, Tensor right)
        {
            using var inverse = Aten.reciprocal.Call(right);
            return WithNumber(Arithmetic.Multiply, inverse, left);
        }
    }
}
