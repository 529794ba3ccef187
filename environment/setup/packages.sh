# The system packages: what is missing, and its installation on Debian and Ubuntu.

missing_packages() {
  if ! command -v g++ >/dev/null; then echo g++; fi
  if ! command -v cmake >/dev/null; then echo cmake; fi
  if ! command -v ninja >/dev/null; then echo ninja-build; fi
  if ! has_library libvips.so.42; then echo libvips; fi
  if [[ -z ${LIBTORCH:-} ]]; then
    if [[ -z $libtorch_lib ]]; then echo libtorch-dev; fi
    if needs_openblas && [[ ! -e $(openblas libblas.so.3) ]]; then echo libopenblas0-openmp; fi
  fi
}

has_library() { PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep -F "$1" >/dev/null; }

require_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  if ((${#missing[@]} > 0)); then install_packages "${missing[@]}"; fi
  if [[ -z ${LIBTORCH:-} ]]; then select_openblas; fi
}

install_packages() {
  if ! command -v apt-get >/dev/null; then
    fail "Missing: $*. Install them with this system's package manager (names are Debian's), with LIBTORCH=DIR naming an unpacked libtorch from pytorch.org if it has none, then run mim again."
  fi
  # Debian 13 and Ubuntu 24.04 renamed the library package.
  if [[ " $* " == *' libvips '* ]]; then
    refresh_package_lists_for libvips42
    local vips=libvips42
    if has_candidate libvips42t64; then vips=libvips42t64; fi
    local others
    mapfile -t others < <(printf '%s\n' "$@" | grep -vx libvips)
    set -- "${others[@]}" "$vips"
  fi
  if [[ " $* " == *' libtorch-dev '* ]]; then
    refresh_package_lists_for libtorch-dev
    has_candidate libtorch-dev ||
      fail "This distribution has no libtorch-dev package: unpack a libtorch from pytorch.org, or install pip's torch, and name its folder with LIBTORCH=DIR."
  fi
  as_root_or_explain "$@"
  apt_install "$@"
  find_libtorch
}

has_candidate() { LC_ALL=C apt-cache policy "$1" 2>/dev/null | grep -E 'Candidate: [^(]' >/dev/null; }

refresh_package_lists_for() {
  if has_candidate "$1" || has_candidate "$1t64"; then return; fi
  as_root_or_explain "$1"
  update_package_lists
}

update_package_lists() {
  step "Updating the package lists (seconds)" "$cache/logs/apt-update.log" "${as_root[@]}" apt-get update -q
}

apt_install() {
  local command=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends
    -o DPkg::Lock::Timeout=300 "$@")
  local size
  size=$(LC_ALL=C apt-get install -s --no-install-recommends -o APT::Get::Show-User-Simulation-Note=false "$@" 2>/dev/null |
    grep -c '^Inst ' || true)
  # Old package lists name files the mirror has replaced since: then updating them once is the cure.
  say "Installing $* (${size:-0} packages with what they need, usually one to three minutes) ..."
  local begun=$SECONDS log=$cache/logs/apt-install.log
  mkdir -p "$cache/logs"
  if ! "${command[@]}" >"$log" 2>&1 9>&-; then
    update_package_lists
    step "Installing $* (second try)" "$log" "${command[@]}"
  fi
  say "  done in $((SECONDS - begun)) s"
}

as_root=()
as_root_or_explain() {
  as_root=()
  if ((EUID == 0)); then return; fi
  if command -v sudo >/dev/null && { [[ -t 2 ]] || sudo -n true 2>/dev/null; }; then
    as_root=(sudo)
    return
  fi
  fail "Missing system packages and no root rights to install them; have someone run: apt-get install $*"
}

# libtorch-dev brings the reference BLAS, 50 times slower than OpenBLAS; OpenBLAS's pthread build halves the
# speed of training, because its threads and libtorch's OpenMP threads then compete for the cores.
blas_folder() { echo "/usr/lib/$(uname -m)-linux-gnu"; }
openblas() { echo "$(blas_folder)/openblas-openmp/$1"; }

needs_openblas() {
  case $(readlink -f "$(blas_folder)/libblas.so.3" 2>/dev/null) in
    # Half selected is worse than not: then one build's LAPACK misses the other's symbols.
    */openblas-openmp/*) [[ $(readlink -f "$(blas_folder)/libopenblas.so.0") != */openblas-openmp/* ]] ;;
    '' | */blas/* | */openblas-pthread/* | */openblas-serial/* | */libblas.so.3) return 0 ;;
    *) return 1 ;; # MKL, BLIS or another one that somebody chose
  esac
}

select_openblas() {
  local library link target
  if ! needs_openblas; then return; fi
  for library in libopenblas.so.0 libblas.so.3 liblapack.so.3; do
    link=$library-$(uname -m)-linux-gnu
    target=$(openblas "$library")
    if [[ ! -e $target ]] || ! update-alternatives --query "$link" >/dev/null 2>&1; then continue; fi
    if ((EUID == 0)) || sudo -n true 2>/dev/null; then
      as_root_or_explain
      "${as_root[@]}" update-alternatives --set "$link" "$target" >/dev/null
      say "Selected OpenBLAS's OpenMP build as $library"
    else
      say "$library is not OpenBLAS's OpenMP build, so training will be slow; as root: update-alternatives --set $link $target"
    fi
  done
}
