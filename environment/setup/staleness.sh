# What was built is recorded as a fingerprint (path, time and size of every source file), not as a time:
# a deleted file or one restored with an old date counts as a change too. Costs about 10 ms.

# fingerprint FILE_OR_FOLDER...: one line that changes when any source file below does.
fingerprint() {
  find "$@" \( -name bin -o -name obj -o -name TestResults -o -path '*/native/build' \) -prune -o -type f ! -name '*.md' -printf '%p %T@ %s\n' |
    LC_ALL=C sort | cksum
}

# read_stamp FILE: prints it, or nothing where there is none.
read_stamp() { if [[ -f $1 ]]; then printf '%s' "$(<"$1")"; fi; }

write_stamp() {
  mkdir -p "${1%/*}"
  printf '%s\n' "$2" >"$1.new"
  mv -f "$1.new" "$1"
}
