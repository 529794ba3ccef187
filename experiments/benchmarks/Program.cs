using BenchmarkDotNet.Running;

// dotnet run -c Release --project experiments/benchmarks -- --filter '*OperatorOverhead*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
