# A browser for the tests that look at generated pages, installed only when the tests need it.

# MIMLAB_BROWSER names one; else the usual names of Chromium.
find_browser() {
  local candidate
  for candidate in "${MIMLAB_BROWSER:-}" chromium chromium-browser google-chrome; do
    if [[ -n $candidate ]] && command -v "$candidate" >/dev/null; then return 0; fi
  done
  return 1
}

# A distribution without the package (Ubuntu has only a snap) still runs every other test.
require_browser() {
  if find_browser; then return; fi
  lock
  refresh_package_lists_for chromium
  if has_candidate chromium; then install_packages chromium; fi
  unlock
  find_browser || say "There is no Chromium here and no package of it: install one and name it with MIMLAB_BROWSER=FILE, or the tests of report pages fail."
}
