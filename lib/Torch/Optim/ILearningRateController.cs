namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Something whose learning rate can be changed: what a schedule drives.</summary>
        public interface ILearningRateController
        {
            /// <summary>The learning rate in use.</summary>
            double LearningRate { get; set; }

            /// <summary>The learning rate that a schedule started from.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>Something whose momentum can be changed.</summary>
        public interface IMomentum
        {
            /// <summary>The momentum in use.</summary>
            double Momentum { get; set; }
        }

        /// <summary>Something whose running-average coefficients can be changed.</summary>
        public interface IBetas
        {
            /// <summary>The coefficients of the running averages of the gradient and of its square.</summary>
            (double, double) Betas { get; set; }
        }
    }
}
