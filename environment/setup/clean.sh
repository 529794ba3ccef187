# mim clean: removes what set-up built; runs/, data/ and installed packages stay.

clean_command() {
  if (($# > 0)); then refuse "clean takes no arguments (got '$1')."; fi
  lock
  find "$root/lib" "$root/experiments" "$root/tests" "$environment" -type d \( -name bin -o -name obj -o -name TestResults \) -prune -exec rm -rf {} +
  rm -rf "$root/lib/Torch/native/build" # made by hand, as lib/Torch/README.md says
  find "$cache" -mindepth 1 -maxdepth 1 ! -name lock -exec rm -rf {} +
  unlock
  say "Removed every build folder, lib/Torch/native/bin and .cache"
}
