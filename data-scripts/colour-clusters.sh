#!/usr/bin/env bash
# The colour clusters of a recipe's images (k-means, seeded), for the target 'clusters': colour-clusters.sh simmim-32px-cifar10. Options: --set key=value, --data DIR.
set -euo pipefail
exec "$(dirname "${BASH_SOURCE[0]}")/../environment/mim" clusters "$@"
