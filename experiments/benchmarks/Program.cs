using BenchmarkDotNet.Running;

// dotnet run -c Release --project experiments/benchmarks -- --filter '*OperatorOverhead*'
BenchmarkSwitcher.FromAssembly(typeof(MimLab.Benchmarks.OperatorOverhead).Assembly).Run(args);
