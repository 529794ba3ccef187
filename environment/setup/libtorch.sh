# Finds libtorch: the system's (Debian's libtorch-dev), or the one LIBTORCH names, which may be an unpacked
# libtorch, a pip torch package's folder, or the folder that holds either.

libtorch_home=    # the folder LIBTORCH names, made canonical; empty for the system's
libtorch_include= # folder with ATen/ and torch/
libtorch_lib=     # folder with libtorch_cpu.so; empty when none was found
libtorch_version= # 2.6.0
libtorch_kind=    # cpu, cuda or rocm

find_libtorch() {
  libtorch_home='' libtorch_lib='' libtorch_include=''
  if [[ -n ${LIBTORCH:-} ]]; then
    find_named_libtorch
  else
    find_system_libtorch
  fi
  if [[ -z $libtorch_lib ]]; then return; fi
  read_libtorch_version
  libtorch_kind=cpu
  if [[ -e $libtorch_lib/libtorch_cuda.so ]]; then libtorch_kind=cuda; fi
  if [[ -e $libtorch_lib/libtorch_hip.so ]]; then libtorch_kind=rocm; fi
}

find_named_libtorch() {
  local folder
  for folder in "$LIBTORCH" "$LIBTORCH/torch" "$LIBTORCH/libtorch"; do
    if [[ -e $folder/lib/libtorch_cpu.so && -d $folder/include/ATen ]]; then
      libtorch_home=$(readlink -f -- "$folder")
      libtorch_lib=$libtorch_home/lib
      libtorch_include=$libtorch_home/include
      return
    fi
  done
  fail "LIBTORCH=$LIBTORCH is no libtorch: it needs lib/libtorch_cpu.so and include/ATen (an unpacked libtorch, or what python3 -c 'import torch; print(torch.__path__[0])' prints)."
}

find_system_libtorch() {
  local folder
  for folder in "/usr/lib/$(uname -m)-linux-gnu" /usr/lib64 /usr/lib; do
    if [[ -e $folder/libtorch_cpu.so && -d /usr/include/ATen ]]; then
      libtorch_lib=$folder
      libtorch_include=/usr/include
      return
    fi
  done
}

# Read from the header, which every libtorch has; newer ones keep the numbers in torch/headeronly.
read_libtorch_version() {
  local header define name value major='' minor='' patch=0
  for header in torch/headeronly/version.h torch/csrc/api/include/torch/version.h; do
    if [[ ! -f $libtorch_include/$header ]]; then continue; fi
    while read -r define name value _; do
      if [[ $define != '#define' || ! ${value:-} =~ ^[0-9]+$ ]]; then continue; fi
      case $name in
        TORCH_VERSION_MAJOR) major=$value ;;
        TORCH_VERSION_MINOR) minor=$value ;;
        TORCH_VERSION_PATCH) patch=$value ;;
      esac
    done <"$libtorch_include/$header"
    if [[ -n $major ]]; then break; fi
  done
  if [[ -z $major ]]; then fail "The libtorch in $libtorch_lib states no version in $libtorch_include/torch; reinstall it."; fi
  libtorch_version=$major.$minor.$patch
  if ((major * 1000 + minor < 1013)); then
    fail "libtorch $libtorch_version in $libtorch_lib is too old: 1.13 or newer is needed; unpack one and name it with LIBTORCH=DIR."
  fi
}

describe_libtorch() { printf 'libtorch %s (%s, %s)' "$libtorch_version" "$libtorch_kind" "${libtorch_home:-system}"; }
