# mim test [FILTER]: runs every test project and the launcher's own tests; the last line is the sum.

passed=0 failed=0 skipped=0

test_command() {
  if (($# > 1)); then refuse "test takes one filter at most (got $# arguments); quote it."; fi
  local filter=${1:-} project
  require_libzmq
  require_jupyter_client
  require_browser
  prepare solution
  export MIMLAB_PYTHON=$jupyter_python
  for project in "$root"/tests/*/*.csproj; do run_project "$project" "$filter"; done
  if [[ -z $filter ]]; then run_script_tests; fi
  if ((passed + failed + skipped == 0)); then say "No test matches '$filter'."; fi
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  ((passed + skipped > 0 && failed == 0))
}

run_project() {
  local name results=$cache/test-results options=() status=0 counters begun=$SECONDS
  name=$(basename "$1" .csproj)
  if [[ -n $2 ]]; then options=(--filter "$2"); fi
  say "Testing $name ..."
  rm -f "$results/$name.trx"
  # A test that hangs for ten minutes ends the run instead of blocking it for ever.
  "$dotnet" test "$1" --no-build -c Release --nologo --logger "trx;LogFileName=$name.trx" --logger 'console;verbosity=minimal' \
    --results-directory "$results" --blame-hang-timeout 10m --blame-hang-dump-type none "${options[@]}" 2>&1 | without_chatter || status=$?
  counters=$(grep -o '<Counters [^>]*' "$results/$name.trx" 2>/dev/null || true)
  local total executed succeeded broken
  total=$(counter total "$counters") executed=$(counter executed "$counters")
  succeeded=$(counter passed "$counters") broken=$(counter failed "$counters")
  # A crash ends the run without a failed test: it still has to count.
  if ((status != 0 && broken == 0)); then
    say "$name did not finish (dotnet test ended with $status); its output is above."
    broken=1
  fi
  passed=$((passed + succeeded)) failed=$((failed + broken)) skipped=$((skipped + total - executed))
  say "  $name: $succeeded passed, $broken failed, $((total - executed)) skipped in $((SECONDS - begun)) s"
}

# Fails as dotnet test did (pipefail); what it filters is the same for every project.
without_chatter() {
  grep --line-buffered -avE '^(Test run for|A total of|Results File:|Data collector|Additionally, path|No test matches|[[:space:]]*$)|\[SKIP\]$' || true
}

# counter NAME '<Counters total="5" ...': the number, 0 where there is none.
counter() { if [[ $2 =~ [[:space:]]$1=\"([0-9]+)\" ]]; then echo "${BASH_REMATCH[1]}"; else echo 0; fi; }

# Each script prints one line per test, "ok NAME", "not ok NAME: WHY" or "skip NAME: WHY".
run_script_tests() {
  local script line
  for script in "$environment"/tests/{launcher,repository}.sh; do
    say "Testing environment/tests/$(basename "$script") ..."
    while IFS= read -r line; do
      case $line in
        ok\ *) passed=$((passed + 1)) ;;
        not\ ok\ *) failed=$((failed + 1)) && printf '  %s\n' "$line" ;;
        skip\ *) skipped=$((skipped + 1)) && printf '  %s\n' "$line" ;;
        *) printf '  %s\n' "$line" ;;
      esac
    done < <(bash "$script" 2>&1 || echo "not ok $(basename "$script"): ended with status $?")
  done
}
