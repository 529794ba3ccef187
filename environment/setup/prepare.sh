# prepare runner|notebook|solution: makes sure that everything is there and built, and says only what it has to do.

prepare() {
  find_dotnet
  find_libtorch
  locate_shim
  if ! is_prepared "$1"; then
    lock
    # Somebody else may have done it while this process waited.
    if ! is_prepared "$1"; then set_up "$1"; fi
    unlock
  fi
  set_process_defaults
}

is_prepared() {
  if [[ -z $dotnet || -z $libtorch_lib ]]; then return 1; fi
  shim_is_fresh "$(shim_identity)" && build_is_fresh "$1" "$(build_identity "$1")"
}

set_up() {
  local begun=$SECONDS identity built
  require_dotnet
  require_packages
  locate_shim
  identity=$(shim_identity)
  if ! shim_is_fresh "$identity"; then build_shim "$identity"; fi
  built=$(build_identity "$1")
  if ! build_is_fresh "$1" "$built"; then
    build_dotnet "$1"
    write_stamp "$cache/stamps/$1" "$built"
    # The solution includes the kernel, and both include the runner.
    if [[ $1 != runner ]]; then write_stamp "$cache/stamps/runner" "$(build_identity runner)"; fi
    if [[ $1 == solution ]]; then write_stamp "$cache/stamps/notebook" "$(build_identity notebook)"; fi
  fi
  say "Set up in $((SECONDS - begun)) s"
}

lock() {
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  if flock -n 9; then return; fi
  say "Another mim is setting up this folder; waiting for it ..."
  flock 9
}

unlock() { exec 9>&-; }
