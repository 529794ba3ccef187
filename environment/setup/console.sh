# Messages go to standard error, so that a command's own output (--json) stays clean.

say() { printf 'mim: %s\n' "$*" >&2; }

fail() {
  printf 'mim: %s\n' "$*" >&2
  exit 1
}

# A wrong command line, as opposed to something that went wrong.
refuse() {
  printf 'mim: %s\n' "$*" >&2
  exit 2
}

# step "What happens (how long)" LOG command...: runs the command with its output in LOG.
# On failure shows the first errors and where the rest is. File 9 is the set-up lock: what the command
# leaves running (a compiler server) must not keep it.
step() {
  local what=$1 log=$2 begun=$SECONDS
  shift 2
  mkdir -p "${log%/*}"
  say "$what ..."
  if "$@" >"$log" 2>&1 9>&-; then
    say "  done in $((SECONDS - begun)) s"
    return
  fi
  first_errors "$log" >&2
  fail "${what%% (*} failed after $((SECONDS - begun)) s; the whole log is $log"
}

first_errors() {
  local errors
  errors=$(grep -a -E '(^|[^a-z])(error|Error|ERROR|E:|fatal)([ :]|$)' "$1" | awk '!seen[$0]++' | head -n 8) || true
  if [[ -z $errors ]]; then errors=$(tail -n 8 "$1"); fi
  # Without the compiler's links and project names, which double every line.
  printf '%s\n' "$errors" | sed -E 's/ \(https:[^ ]*\)//; s/ \[[^]]*proj\]$//; s/^[[:space:]]*/  /' | cut -c1-400
}
