#!/usr/bin/env bash
# The repository's own rules, read from what git tracks.
set -uo pipefail

environment=$(cd "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
root=${environment%/*}
cd "$root" || exit 1

tracked() {
  git ls-files -- "$@" 2>/dev/null | grep . || { echo "no git checkout"; return 77; }
}

test_the_top_level_holds_only_the_eight_entries_and_dotfiles() {
  local files unexpected
  files=$(tracked) || { echo "$files"; return 77; }
  unexpected=$(cut -d/ -f1 <<<"$files" | sort -u |
    grep -vxE '\..*|README\.md|NuGet\.config|notebooks|lib|experiments|data-scripts|tests|environment')
  equal '' "$unexpected"
}

test_no_tracked_file_is_over_2_megabytes() {
  local files
  files=$(tracked) || { echo "$files"; return 77; }
  equal '' "$(tr '\n' '\0' <<<"$files" | xargs -0 -I{} find {} -maxdepth 0 -size +2000k 2>/dev/null)"
}

test_no_csharp_file_is_over_300_lines() {
  local files
  files=$(tracked '*.cs') || { echo "$files"; return 77; }
  equal '' "$(tr '\n' '\0' <<<"$files" | xargs -0 wc -l | awk '$1 > 300 && $2 != "total"')"
}

test_the_last_full_build_had_no_warning() {
  local log=$root/.cache/logs/build-solution.log
  [[ -f $log ]] || { echo "no build log"; return 77; }
  equal '' "$(grep -E 'warning [A-Z]+[0-9]+' "$log" | head -n 3)"
}

test_shell_scripts_pass_shellcheck() {
  command -v shellcheck >/dev/null || { echo "shellcheck is not installed"; return 77; }
  shellcheck environment/mim environment/bundle/mim environment/setup/*.sh environment/tests/*.sh environment/containers/*.sh .ci/run
}

source "$environment/tests/harness.sh"
run_tests
