# mim notebook VERB: notebooks with this repository's C# kernel (environment/kernel).

usage_of_notebook() {
  cat <<'TEXT'
Notebook commands of environment/mim:
  notebook run FILE...     Execute notebooks from top to bottom; ends with 1 and the cell's number at the first error
    --in-place             Write the outputs into the files (only of notebooks that ran through)
    --output DIR           Write the executed notebooks into DIR
    --set NAME=VALUE       Another value for the cell tagged "parameters" (several times)
    --timeout S            Seconds that one cell may take (default 600; 0: no limit)
  notebook lab [ARG...]    Start JupyterLab, or Notebook, on this machine only and with a token
  notebook install         Register the kernel for this user: VS Code and every Jupyter find it
  notebook uninstall       Take that back
TEXT
}

notebook_command() {
  local verb=${1:-}
  if (($# > 0)); then shift; fi
  case $verb in
    -h | --help) usage_of_notebook ;;
    run) notebook_run "$@" ;;
    lab) notebook_lab "$@" ;;
    install) notebook_install "$@" ;;
    uninstall) notebook_uninstall "$@" ;;
    benchmark) notebook_benchmark "$@" ;;
    kernel) notebook_kernel "$@" ;;
    '') refuse "notebook needs a verb: run, lab, install or uninstall." ;;
    *) refuse "notebook does not know '$verb': its verbs are run, lab, install and uninstall." ;;
  esac
}

notebook_install() {
  if [[ ${1:-} == --uninstall ]]; then
    shift
    notebook_uninstall "$@"
    return
  fi
  if (($# > 0)); then refuse "notebook install takes no arguments (got '$1')."; fi
  require_libzmq
  prepare notebook
  register
}

notebook_uninstall() {
  if (($# > 0)); then refuse "notebook uninstall takes no arguments (got '$1')."; fi
  prepare notebook
  "$dotnet" exec "$kernel" uninstall
}

# register [OPTION...]: what the kernel needs to know and a front end started elsewhere would not have.
register() {
  local options=(--launcher "$self" --set "DOTNET_ROOT=$(dirname "$(readlink -f "$dotnet")")")
  if [[ -n ${LIBTORCH:-} ]]; then options+=(--set "LIBTORCH=$libtorch_home"); fi
  "$dotnet" exec "$kernel" install "${options[@]}" "$@"
}

# A folder of this working tree's own, so that nothing has to be registered for the user or the machine.
register_privately() {
  local log=$cache/logs/register.log
  mkdir -p "$cache/logs"
  register --data "$cache/jupyter" 2>"$log" || fail "The kernel could not be registered in $cache/jupyter; the log is $log"
  export JUPYTER_PATH=$cache/jupyter${JUPYTER_PATH:+:$JUPYTER_PATH}
}

notebook_run() {
  case ${1:-} in
    -h | --help)
      usage_of_notebook
      return
      ;;
    '') refuse "notebook run needs a notebook file." ;;
  esac
  headless run.py "$@"
}

# For whoever works on the kernel.
notebook_benchmark() { headless benchmark.py "$@"; }

headless() {
  require_libzmq
  require_jupyter_client
  prepare notebook
  register_privately
  exec "$jupyter_python" -B "$environment/kernel/Headless/$1" "${@:2}"
}

notebook_lab() {
  local argument options=(--ip=127.0.0.1) folder=1
  for argument in "$@"; do
    case $argument in
      --ip | --ip=* | *.ip | *.ip=*)
        refuse "notebook lab listens on this machine only and takes no $argument; from elsewhere use ssh -L."
        ;;
      --notebook-dir=* | *.root_dir=* | *.notebook_dir=*) folder=0 ;;
    esac
  done
  if ((folder)); then options+=("--notebook-dir=$root/notebooks"); fi
  require_libzmq
  prepare notebook
  local program
  program=$(command -v jupyter-lab || command -v jupyter-notebook || true)
  if [[ -z $program ]]; then
    lock
    install_packages jupyter-notebook
    unlock
    program=$(command -v jupyter-notebook) || fail "jupyter-notebook is not on the PATH although its package is installed."
  fi
  register_privately
  if ((EUID == 0)); then options+=(--allow-root); fi
  # In the environment, because every user of the machine may read a command line.
  if [[ -z ${JUPYTER_TOKEN:-} ]]; then
    JUPYTER_TOKEN=$(od -An -N 24 -tx1 /dev/urandom | tr -d ' \n')
    # Jupyter shows dots for a token that it did not make.
    say "Where no browser opens, end the address below with ?token=$JUPYTER_TOKEN"
  fi
  export JUPYTER_TOKEN
  exec "$program" "$@" "${options[@]}"
}

# What a front end starts. It builds nothing: front ends give a kernel seconds, not minutes.
notebook_kernel() {
  if (($# != 1)); then refuse "notebook kernel takes the connection file, which a front end names."; fi
  find_dotnet
  find_libtorch
  locate_shim
  if [[ -z $dotnet || ! -f $kernel ]]; then fail "The kernel is not built any more: run environment/mim notebook install."; fi
  set_process_defaults
  exec "$dotnet" exec "$kernel" "$1"
}
