# Builds the C# projects: the runner alone for a command, the whole solution for set-up and tests.

runner=$root/experiments/Runner/bin/Release/net10.0/mim.dll

runner_sources=("$root/lib" "$root/experiments/Runner" "$root/experiments/Directory.Build.props" "$environment/build" "$root/NuGet.config")
solution_sources=("${runner_sources[@]}" "$root/tests" "$root/experiments/benchmarks" "$environment/MimLab.slnx")

# The system libtorch's shim counts, because the build copies it beside the assemblies.
build_identity() {
  if [[ $1 == runner ]]; then fingerprint "${runner_sources[@]}"; else fingerprint "${solution_sources[@]}"; fi
  stat -c '%s %Y' "$root/lib/Torch/native/bin/libmimtorch.so" 2>/dev/null || true
}

# A mim.dll newer than the stamp was built by other hands, perhaps with other settings.
build_is_fresh() { [[ -f $runner && $cache/stamps/$1 -nt $runner && $(read_stamp "$cache/stamps/$1") == "$2" ]]; }

build_dotnet() {
  local target=$environment/MimLab.slnx what='Building the solution (about a minute)'
  if [[ $1 == runner ]]; then
    target=$root/experiments/Runner/Runner.csproj what='Building the mim command (about half a minute)'
  fi
  step "$what" "$cache/logs/build-$1.log" \
    env MSBUILDDISABLENODEREUSE=1 "$dotnet" build "$target" -c Release -v minimal -nologo -p:UseSharedCompilation=false
}
