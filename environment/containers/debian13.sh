#!/usr/bin/env bash
# Runs mim in a fresh Debian 13 (libtorch 2.6), without a container engine: debootstrap and chroot, as root.
#   environment/containers/debian13.sh [COMMAND OF MIM...]     default: test
# The system lies in MIMLAB_DEBIAN13 (default /var/tmp/mimlab-debian13) and is kept for the next run; remove it with rm -rf.
# The .NET SDK and the NuGet packages are the host's, the repository is a fresh copy of the working tree.
set -euo pipefail

home=$(cd "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." && pwd)
system=${MIMLAB_DEBIAN13:-/var/tmp/mimlab-debian13}
mirror=${DEBIAN_MIRROR:-}  # debootstrap knows Debian's own

if ((EUID != 0)); then
  echo "debian13.sh needs root (debootstrap, mount, chroot): run it with sudo." >&2
  exit 1
fi
# Mounts live in a namespace of their own and go with this process, whatever ends it.
if [[ ${MIMLAB_UNSHARED:-} != 1 ]]; then MIMLAB_UNSHARED=1 exec unshare --mount "${BASH_SOURCE[0]}" "$@"; fi

if [[ ! -e $system/usr/bin/apt-get || -d $system/debootstrap ]]; then
  command -v debootstrap >/dev/null || {
    echo "debootstrap is missing: apt-get install debootstrap" >&2
    exit 1
  }
  echo "Making a Debian 13 system in $system (about a minute) ..." >&2
  debootstrap --variant=minbase --include=ca-certificates,git,xz-utils trixie "$system" ${mirror:+"$mirror"} >"$system.log" 2>&1 ||
    { tail -n 5 "$system.log" >&2 && exit 1; }
fi

dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
mkdir -p "$system/usr/lib/dotnet" "$system/root/.nuget" "$HOME/.nuget"
mount --bind "$dotnet" "$system/usr/lib/dotnet"
mount --bind "$HOME/.nuget" "$system/root/.nuget"
# Whoever reaches the package registry through a company's proxy trusts its certificate.
mount --bind /etc/ssl/certs/ca-certificates.crt "$system/etc/ssl/certs/ca-certificates.crt"
mount -t proc proc "$system/proc"
mount --rbind /dev "$system/dev"
mount --rbind /sys "$system/sys"
cp -L /etc/resolv.conf /etc/hosts "$system/etc/"

rm -rf "$system/mimlab"
mkdir "$system/mimlab"
git -C "$home" ls-files -z --cached --others --exclude-standard | (cd "$home" && tar --null --files-from=- --ignore-failed-read -cf -) | tar -C "$system/mimlab" -xf -
if (($# == 0)); then set -- test; fi
exec chroot "$system" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM="${TERM:-dumb}" \
  NUGET_CERT_REVOCATION_MODE="${NUGET_CERT_REVOCATION_MODE:-online}" /mimlab/environment/mim "$@"
