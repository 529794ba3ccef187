using System.Collections;
using MimLab.Runner.Benchmarks;

namespace Runner.Tests.Benchmarks;

public class SpeedSettingsTests
{
    [Fact]
    public void Instruction_sets_are_those_of_the_processor()
    {
        Assert.Equal("instruction sets: avx2, avx512f, amx_bf16; not avx512_bf16",
            SpeedSettings.Instructions(["processor\t: 0", "model name\t: Some", "flags\t\t: fpu avx2 avx512f amx_bf16 amx_tile", "", "processor\t: 1"]));
        Assert.Equal("instruction sets: asimd, bf16; not i8mm, sve", SpeedSettings.Instructions(["Features\t: fp asimd bf16"]));
        Assert.Equal("instruction sets: none of those looked for; not avx2, avx512f, avx512_bf16, amx_bf16", SpeedSettings.Instructions(["flags : sse2"]));
        Assert.Null(SpeedSettings.Instructions(["processor : 0", "no colon"]));
    }

    [Fact]
    public void Variables_that_change_speed_are_named_with_their_values()
    {
        var environment = new Hashtable { ["PATH"] = "/bin", ["OPENBLAS_CORETYPE"] = "Haswell", ["DNNL_MAX_CPU_ISA"] = "AVX2", ["MALLOC_TRIM_THRESHOLD_"] = "0" };
        Assert.StartsWith("environment, which changes speed: DNNL_MAX_CPU_ISA=AVX2, MALLOC_TRIM_THRESHOLD_=0, OPENBLAS_CORETYPE=Haswell (", SpeedSettings.Variables(environment), StringComparison.Ordinal);
        Assert.StartsWith("environment: none of OPENBLAS_*, OMP_*", SpeedSettings.Variables(new Hashtable { ["PATH"] = "/bin" }), StringComparison.Ordinal);
    }
}
