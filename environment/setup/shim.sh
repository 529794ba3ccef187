# Builds lib/Torch/native, the C++ shim between the C# engine and libtorch. One shim per libtorch is kept, so
# switching LIBTORCH back and forth costs nothing. The bundle's start script uses this file too.

shim=        # the library to load
shim_folder= # where it is built and recorded

locate_shim() {
  if [[ -z $libtorch_lib ]]; then return; fi
  if [[ -z $libtorch_home ]]; then
    # Beside the engine's sources, from where the build copies it beside every assembly (notebooks load it there).
    shim_folder=$cache/native/system
    shim=$root/lib/Torch/native/bin/libmimtorch.so
  else
    local checksum
    read -r checksum _ < <(cksum <<<"$libtorch_home")
    shim_folder=$cache/native/$libtorch_version-$libtorch_kind-$checksum
    shim=$shim_folder/libmimtorch.so
  fi
}

# The sources, and which libtorch exactly (an upgraded package keeps its path).
shim_identity() {
  fingerprint "$root/lib/Torch/native"
  stat -L -c '%n %s %Y' "$libtorch_lib/libtorch_cpu.so"
}

shim_is_fresh() { [[ -f $shim && $(read_stamp "$shim_folder/stamp") == "$1" ]]; }

build_shim() {
  local identity=$1 fresh=$shim_folder/new log=$cache/logs/shim.log what
  rm -rf "$fresh"
  mkdir -p "$fresh" "${shim%/*}"
  what="Building the shim for $(describe_libtorch) (three minutes of one core)"
  if command -v cmake >/dev/null; then
    step "$what" "$log" build_with_cmake "$fresh"
  else
    step "$what" "$log" build_with_compiler "$fresh"
  fi
  # Moved into place, so that a process using the old one keeps it.
  mv -f "$fresh/libmimtorch.so" "$shim"
  rm -rf "$fresh"
  write_stamp "$shim_folder/stamp" "$identity"
}

build_with_cmake() {
  local generator=()
  if command -v ninja >/dev/null; then generator=(-G Ninja); fi
  # A build folder made for another generator, compiler or path is of no use.
  rm -rf "$shim_folder/build"
  cmake -S "$root/lib/Torch/native" -B "$shim_folder/build" "${generator[@]}" -DCMAKE_BUILD_TYPE=Release \
    -DLIBTORCH="$libtorch_home" -DMIMTORCH_OUTPUT="$1" &&
    cmake --build "$shim_folder/build" --parallel
}

# The same build (its flags are CMakeLists.txt's) without CMake: a cluster node often has a compiler and nothing else.
build_with_compiler() {
  local compiler=${CXX:-g++} standard=17 abi=1
  command -v "$compiler" >/dev/null || {
    echo "error: no C++ compiler: load your cluster's gcc module (9 or newer) or set CXX"
    return 1
  }
  if grep -qs 202002L "$libtorch_include/ATen/ATen.h"; then standard=20; fi
  # torch wheels up to 2.6 were built with the old std::string; the wrong choice ends in undefined symbols.
  if grep -q 'torchCheckFailEPKcS2_jRKSs' "$libtorch_lib/libc10.so"; then abi=0; fi
  local flags=("-std=c++$standard" -O3 -ffp-contract=off -fno-math-errno -fopenmp -DNDEBUG -fPIC -fvisibility=hidden
    -fvisibility-inlines-hidden -pthread "-D_GLIBCXX_USE_CXX11_ABI=$abi" "-I$libtorch_include/torch/csrc/api/include")
  # Naming /usr/include would put it before the compiler's own headers, which rely on the opposite.
  if [[ $libtorch_include != /usr/include ]]; then flags+=(-isystem "$libtorch_include"); fi
  (cd "$1" && printf '%s\0' "$root"/lib/Torch/native/*.cpp | xargs -0 -n 1 -P "$(nproc)" "$compiler" "${flags[@]}" -c) || return 1
  local libraries=(-ltorch -ltorch_cpu -lc10)
  if [[ $libtorch_kind == cuda ]]; then libraries+=(-ltorch_cuda -lc10_cuda); fi
  # --no-as-needed: the CUDA library registers its operators by being loaded, nothing refers to it.
  # The CUDA libraries find their own dependencies (libcudart, ...) through their RPATH when they are loaded.
  "$compiler" -shared -fopenmp -pthread "$1"/*.o -o "$1/libmimtorch.so" "-L$libtorch_lib" "-Wl,-rpath,$libtorch_lib" \
    -Wl,--no-as-needed -Wl,--allow-shlib-undefined "${libraries[@]}" && rm -f "$1"/*.o
}
