# mim bundle [OUT]: one archive for machines with libtorch (or pip's torch) and a C++ compiler, but no .NET and no network.
# The framework travels untrimmed: recipes are read by reflection, and the archive is small enough without trimming.

bundle_limit_mib=45
bundle_runtime=linux-x64
# Debuggers', profilers' and tracers' halves of the runtime, and garbage collectors that nothing selects.
bundle_leaves_out=(createdump libmscordaccore.so libmscordbi.so libcoreclrtraceptprovider.so libclrgc.so libclrgcexp.so
  '*.pdb' '*.xml' libmimtorch.so)

bundle_command() {
  if (($# > 1)); then refuse "bundle takes one file or folder at most (got $# arguments)."; fi
  local revision commit out name staging pattern size
  revision=$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)
  commit=${revision:0:12}
  if [[ -n $(git -C "$root" status --porcelain 2>/dev/null) ]]; then commit+=-dirty; fi
  name=mimlab-$commit-$bundle_runtime
  out=$(bundle_path "${1:-$PWD}" "$name")
  prepare runner
  staging=$cache/bundle/$name
  rm -rf "$cache/bundle"
  mkdir -p "$staging/lib/Torch" "$staging/experiments" "$staging/environment"
  # Its own obj folder (ArtifactsPath), or the next plain build would find another runtime's restore.
  step "Publishing the mim command with its runtime (about half a minute)" "$cache/logs/publish.log" \
    env MSBUILDDISABLENODEREUSE=1 "$dotnet" publish "$root/experiments/Runner/Runner.csproj" -c Release -r "$bundle_runtime" --self-contained \
    -o "$staging/app" --artifacts-path "$cache/bundle/artifacts" -p:DebugType=none "-p:SourceRevisionId=$revision" -p:UseSharedCompilation=false -nologo -v minimal
  for pattern in "${bundle_leaves_out[@]}"; do find "$staging/app" -name "$pattern" -delete; done
  copy_sources "$staging"
  printf '%s\n' "$commit" >"$staging/COMMIT"
  step "Compressing (about a quarter of a minute)" "$cache/logs/compress.log" \
    env XZ_OPT='-6 -T0' tar -C "$cache/bundle" --owner=0 --group=0 --mode=u+rwX,go+rX,go-w --sort=name -cJf "$out.new" "$name"
  size=$(stat -c %s "$out.new")
  if ((size > bundle_limit_mib * 1048576)); then
    rm -f "$out.new"
    fail "The bundle is $((size / 1048576)) MiB, over its limit of $bundle_limit_mib MiB; leave large files out of experiments/ and lib/."
  fi
  mv -f "$out.new" "$out"
  rm -rf "$cache/bundle"
  say "$((size / 1048576)) MiB: unpack it with tar -xJf and run ./$name/mim --help"
  printf '%s\n' "$out"
}

# bundle_path OUT NAME: OUT may be a folder or the archive's own name.
bundle_path() {
  local out=$1
  if [[ -d $out ]]; then out=$out/$2.tar.xz; fi
  if [[ $out != *.tar.xz ]]; then refuse "The archive's name must end in .tar.xz (got '$out'), or be an existing folder."; fi
  if [[ ! -d $(dirname "$out") ]]; then fail "The folder of $out does not exist; create it first."; fi
  printf '%s/%s' "$(cd "$(dirname "$out")" && pwd)" "$(basename "$out")"
}

copy_sources() {
  cp "$environment/bundle/mim" "$environment/bundle/README.md" "$1/"
  mkdir "$1/environment/setup" "$1/lib/Torch/native"
  cp "$environment"/setup/{console,staleness,libtorch,shim,process}.sh "$1/environment/setup/"
  find "$root/lib/Torch/native" -maxdepth 1 -type f -exec cp {} "$1/lib/Torch/native/" \;
  local folder
  for folder in recipes ablations; do
    if [[ -d $root/experiments/$folder ]]; then cp -r "$root/experiments/$folder" "$1/experiments/"; fi
  done
  mkdir "$1/experiments/benchmarks"
  cp -r "$root/experiments/benchmarks/training-steps.json" "$root/experiments/benchmarks/pytorch" "$1/experiments/benchmarks/"
  rm -rf "$1/experiments/benchmarks/pytorch/__pycache__"
}
