# Jupyter's side of notebooks, installed only when a notebook command or the tests need it: the message library of the
# kernel, and a Python that has the client tools.

jupyter_python= # the interpreter that has nbclient

require_libzmq() {
  if has_library libzmq.so.5; then return; fi
  lock
  install_packages libzmq5
  unlock
}

# The active environment's Python first, then the system's; MIMLAB_PYTHON names another one.
find_jupyter_python() {
  local candidate
  for candidate in "${MIMLAB_PYTHON:-}" "$(command -v python3 || true)" /usr/bin/python3; do
    if [[ -n $candidate ]] && "$candidate" -c 'import nbclient, jupyter_client, nbformat' 2>/dev/null; then
      jupyter_python=$candidate
      return 0
    fi
  done
  return 1
}

require_jupyter_client() {
  if find_jupyter_python; then return; fi
  lock
  install_packages python3-nbclient jupyter-client
  unlock
  find_jupyter_python ||
    fail "No Python here has nbclient: install it (pip install nbclient jupyter-client) and name that Python with MIMLAB_PYTHON=FILE."
}
