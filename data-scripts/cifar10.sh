#!/usr/bin/env bash
# CIFAR-10 to data/cifar10: downloads the owner's binary archive and checks it, or imports a local copy with --from FILE_OR_FOLDER.
set -euo pipefail
exec "$(dirname "${BASH_SOURCE[0]}")/../environment/mim" data cifar10 "$@"
