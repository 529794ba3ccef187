# Runs every function named test_* of the script that sources this file.

equal() { [[ $1 == "$2" ]] || { echo "expected '$1', got '$2'"; return 1; }; }
contains() { [[ $1 == *"$2"* ]] || { echo "expected '$2' in '$1'"; return 1; }; }

# A test returns 77 to say that it was skipped; lines that start with # are information.
run_tests() {
  local name output status
  for name in $(compgen -A function test_); do
    status=0
    output=$("$name" 2>&1) || status=$?
    grep '^#' <<<"$output"
    output=$(grep -v '^#' <<<"$output" | tr '\n' ' ')
    case $status in
      0) echo "ok $name" ;;
      77) echo "skip $name: $output" ;;
      *) echo "not ok $name: ${output:-ended with status $status}" ;;
    esac
  done
  return 0
}
