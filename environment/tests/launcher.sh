#!/usr/bin/env bash
# Tests of the launcher. Prints "ok NAME", "not ok NAME: WHY" or "skip NAME: WHY" for each; mim test adds them up.
set -uo pipefail

environment=$(cd "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
root=${environment%/*}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

source "$environment/setup/console.sh"
source "$environment/setup/staleness.sh"
source "$environment/setup/libtorch.sh"
source "$environment/setup/process.sh"

test_help_works_from_another_folder() {
  local help
  help=$(cd / && "$environment/mim" --help 2>&1) || { echo "--help ended with $?: $help"; return 1; }
  contains "$help" 'bundle'
}

test_runs_through_a_symbolic_link() {
  ln -s "$environment/mim" "$scratch/mim"
  (cd "$scratch" && ./mim --help >/dev/null 2>&1)
}

test_an_unknown_command_is_a_usage_error() {
  "$environment/mim" no-such-command >/dev/null 2>&1
  equal 2 $?
}

test_set_up_commands_refuse_unknown_arguments_as_usage_errors() {
  "$environment/mim" setup everything >/dev/null 2>&1
  equal 2 $?
}

test_notebook_commands_refuse_what_they_do_not_know_as_usage_errors() {
  local arguments
  for arguments in '' 'paint' 'run' 'install here' 'uninstall here' 'kernel' 'lab --ip=0.0.0.0' 'lab --NotebookApp.ip=*' 'lab --ServerApp.ip 0.0.0.0'; do
    # shellcheck disable=SC2086
    "$environment/mim" notebook $arguments >/dev/null 2>&1
    equal 2 $? || { echo "after notebook $arguments"; return 1; }
  done
  contains "$("$environment/mim" notebook --help)" '--in-place'
}

test_notebook_lab_tells_whoever_has_no_browser_the_token() {
  local bin=$scratch/lab said
  mkdir -p "$bin"
  # shellcheck disable=SC2016
  printf '#!/bin/sh\necho "token: $JUPYTER_TOKEN"\n' >"$bin/jupyter-lab"
  chmod +x "$bin/jupyter-lab"
  said=$(PATH=$bin:$PATH JUPYTER_TOKEN='' "$environment/mim" notebook lab --no-browser 2>&1) || { echo "ended with $?: $said"; return 1; }
  [[ $said =~ token:\ ([0-9a-f]{48}) ]] || { echo "no token in '$said'"; return 1; }
  contains "$said" "?token=${BASH_REMATCH[1]}" || return 1
  said=$(PATH=$bin:$PATH JUPYTER_TOKEN=mine "$environment/mim" notebook lab 2>&1)
  equal 'token: mine' "$said"
}

test_the_notebook_kernel_is_registered_and_taken_back_for_the_user_alone() {
  local data=$scratch/jupyter before
  export JUPYTER_DATA_DIR=$data JUPYTER_PATH=
  "$environment/mim" notebook install >/dev/null 2>&1 || { echo "install ended with $?"; return 1; }
  contains "$(<"$data/kernels/mimlab-csharp/kernel.json")" "$environment/mim" || return 1
  before=$(find "$data" -type f -printf '%p %T@\n' | sort)
  "$environment/mim" notebook install >/dev/null 2>&1
  equal "$before" "$(find "$data" -type f -printf '%p %T@\n' | sort)" || return 1
  "$environment/mim" notebook uninstall >/dev/null 2>&1
  equal '' "$(find "$data" -type f)"
}

test_a_bundle_is_refused_before_any_work_under_another_kind_of_name() {
  "$environment/mim" bundle "$scratch/mim.zip" >/dev/null 2>&1
  equal 2 $?
}

test_a_second_call_builds_nothing() {
  local before after begun messages
  "$environment/mim" --help >/dev/null 2>&1
  before=$(stat -c %Y "$root/experiments/Runner/bin/Release/net10.0/mim.dll")
  begun=$(date +%s%N)
  messages=$("$environment/mim" --help 2>&1 >/dev/null)
  # Printed, not judged: a time that decides a test fails on a busy machine.
  echo "# mim --help, everything built: $((($(date +%s%N) - begun) / 1000000)) ms"
  after=$(stat -c %Y "$root/experiments/Runner/bin/Release/net10.0/mim.dll")
  equal "$before" "$after" && equal '' "$messages"
}

test_a_fingerprint_sees_changed_deleted_and_backdated_files() {
  local folder=$scratch/'with space' one two three
  mkdir -p "$folder/bin" && echo a >"$folder/a.cs" && echo b >"$folder/b.cs"
  one=$(fingerprint "$folder")
  echo built >"$folder/bin/out.dll"
  equal "$one" "$(fingerprint "$folder")" || return 1
  touch -d '2001-01-01' "$folder/a.cs"
  two=$(fingerprint "$folder")
  rm "$folder/b.cs"
  three=$(fingerprint "$folder")
  [[ $one != "$two" && $two != "$three" ]] || { echo "a change went unseen"; return 1; }
}

# A folder that looks like a pip torch: make_libtorch FOLDER MAJOR MINOR [KIND]
make_libtorch() {
  mkdir -p "$1/lib" "$1/include/ATen" "$1/include/torch/csrc/api/include/torch"
  touch "$1/lib/libtorch_cpu.so"
  if [[ -n ${4:-} ]]; then touch "$1/lib/libtorch_$4.so"; fi
  printf '#define TORCH_VERSION_MAJOR %s\n#define TORCH_VERSION_MINOR %s\n#define TORCH_VERSION_PATCH 1\n' "$2" "$3" \
    >"$1/include/torch/csrc/api/include/torch/version.h"
}

test_libtorch_is_found_in_a_pip_environment_with_version_and_kind() {
  make_libtorch "$scratch/site packages/torch" 2 11 cuda
  equal "libtorch 2.11.1 (cuda, $(readlink -f "$scratch")/site packages/torch)" \
    "$(LIBTORCH="$scratch/site packages" && find_libtorch && describe_libtorch)"
}

test_an_old_libtorch_is_refused_by_its_version() {
  make_libtorch "$scratch/old" 1 12
  contains "$(LIBTORCH=$scratch/old find_libtorch 2>&1)" '1.12.1 in'
}

test_a_folder_without_libtorch_is_refused_by_its_name() {
  contains "$(LIBTORCH=$scratch/nothing find_libtorch 2>&1)" "LIBTORCH=$scratch/nothing is no libtorch"
}

test_a_dotnet_that_is_not_on_the_path_is_put_there() {
  mkdir -p "$scratch/sdk" && printf '#!/bin/sh\n' >"$scratch/sdk/dotnet" && chmod +x "$scratch/sdk/dotnet"
  equal "$scratch/sdk/dotnet" "$(PATH=$scratch DOTNET_ROOT=$scratch/sdk cache=$scratch && source "$environment/setup/dotnet.sh" && find_dotnet && command -v dotnet)"
}

test_threads_are_at_least_one_and_at_most_what_the_process_may_use() {
  local cores first
  # The first CPU this process may use; in a container that need not be 0.
  first=$(taskset -cp $$ | sed -E 's/.*: *([0-9]+).*/\1/')
  cores=$(taskset -c "$first" bash -c "source '$environment/setup/process.sh'; physical_cores") || return 1
  equal 1 "$cores"
}

test_the_users_thread_count_is_kept() {
  equal 3 "$(shim='' OMP_NUM_THREADS=3 && set_process_defaults && echo "$OMP_NUM_THREADS")"
}

test_the_users_wait_policy_is_kept() {
  equal ACTIVE "$(shim='' OMP_WAIT_POLICY=ACTIVE && set_process_defaults && echo "$OMP_WAIT_POLICY")" || return 1
  equal PASSIVE "$(unset OMP_WAIT_POLICY GOMP_SPINCOUNT && shim='' && set_process_defaults && echo "$OMP_WAIT_POLICY")"
}

source "$environment/tests/harness.sh"
run_tests
