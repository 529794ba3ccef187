#!/usr/bin/env bash
# The built-in pictures need no files; this writes a manifest and a sheet of samples to data/shapes. Options: --size N, --data DIR.
set -euo pipefail
exec "$(dirname "${BASH_SOURCE[0]}")/../environment/mim" data shapes "$@"
