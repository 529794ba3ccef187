# mim setup: everything at once, and what is there in the end.

setup_command() {
  if (($# > 0)); then refuse "setup takes no arguments (got '$1')."; fi
  # A command trusts what an earlier set-up found; this one looks again (packages removed, another BLAS selected).
  find_dotnet
  find_libtorch
  lock
  require_dotnet
  require_packages
  unlock
  prepare solution
  say ".NET SDK $("$dotnet" --version) ($dotnet)"
  say "$(describe_libtorch)"
  if [[ -z $libtorch_home ]]; then say "BLAS $(readlink -f "$(blas_folder)/libblas.so.3" || echo 'not found')"; fi
  say "Shim $shim"
  say "Ready: environment/mim --help, environment/mim doctor, environment/mim test"
}
