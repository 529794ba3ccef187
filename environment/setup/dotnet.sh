# Finds the .NET SDK; it is the one thing set-up does not install.

dotnet_major=10
dotnet=

find_dotnet() {
  local candidate
  for candidate in "${DOTNET_ROOT:-}/dotnet" "$(command -v dotnet || true)" "${HOME:-}/.dotnet/dotnet" \
    /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet; do
    if [[ -x $candidate ]]; then
      dotnet=$candidate
      break
    fi
  done
  # Tests and mim doctor start dotnet by its name.
  if [[ -n $dotnet ]] && ! command -v dotnet >/dev/null; then export PATH=$PATH:${dotnet%/*}; fi
  # Without HOME (cron, env -i) neither dotnet nor NuGet knows where to keep its files.
  export HOME=${HOME:-$cache/home}
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
}

require_dotnet() {
  local install="install it with 'curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel $dotnet_major.0' (no root needed) or your distribution's dotnet-sdk-$dotnet_major.0, then run mim again."
  if [[ -z $dotnet ]]; then fail "The .NET $dotnet_major SDK is missing: $install"; fi
  local sdks
  sdks=$("$dotnet" --list-sdks 2>&1) || fail "$dotnet does not run: ${sdks%%$'\n'*}"
  if ! grep -q "^$dotnet_major\." <<<"$sdks"; then
    fail "$dotnet has no .NET $dotnet_major SDK: $install"
  fi
}
