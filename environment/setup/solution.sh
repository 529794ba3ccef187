# Builds the C# projects: the runner alone for a command, with the kernel for notebooks, the whole solution for set-up and tests.

runner=$root/experiments/Runner/bin/Release/net10.0/mim.dll
kernel=$environment/kernel/bin/Release/net10.0/MimLab.Kernel.dll

runner_sources=("$root/lib" "$root/experiments/Runner" "$root/experiments/Directory.Build.props" "$environment/build" "$root/NuGet.config")
notebook_sources=("${runner_sources[@]}" "$environment/kernel")
solution_sources=("${notebook_sources[@]}" "$root/tests" "$root/experiments/benchmarks" "$environment/MimLab.slnx")

# The system libtorch's shim counts, because the build copies it beside the assemblies.
build_identity() {
  local -n sources=$1_sources
  fingerprint "${sources[@]}"
  stat -c '%s %Y' "$root/lib/Torch/native/bin/libmimtorch.so" 2>/dev/null || true
}

# A mim.dll newer than the stamp was built by other hands, perhaps with other settings.
build_is_fresh() {
  [[ -f $runner && $cache/stamps/$1 -nt $runner && $(read_stamp "$cache/stamps/$1") == "$2" ]] &&
    [[ $1 == runner || (-f $kernel && $cache/stamps/$1 -nt $kernel) ]]
}

build_dotnet() {
  case $1 in
    runner) build_target runner "$root/experiments/Runner/Runner.csproj" 'Building the mim command (about half a minute)' ;;
    notebook)
      build_target runner "$root/experiments/Runner/Runner.csproj" 'Building the library (about half a minute)'
      build_target kernel "$environment/kernel/MimLab.Kernel.csproj" 'Building the notebook kernel (about a quarter of a minute)'
      ;;
    *) build_target solution "$environment/MimLab.slnx" 'Building the solution (about a minute)' ;;
  esac
}

build_target() {
  step "$3" "$cache/logs/build-$1.log" \
    env MSBUILDDISABLENODEREUSE=1 "$dotnet" build "$2" -c Release -v minimal -nologo -p:UseSharedCompilation=false
}
