#!/usr/bin/env bash
# Your own images in class folders: --from FOLDER_OR_TAR. Decodes every image once and names those that cannot be read.
set -euo pipefail
exec "$(dirname "${BASH_SOURCE[0]}")/../environment/mim" data imagefolder "$@"
