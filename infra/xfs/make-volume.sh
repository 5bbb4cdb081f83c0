#!/usr/bin/env bash
# Makes an XFS file system for a data directory on a block device, or in a file that grows as it fills, and mounts it.
#   infra/xfs/make-volume.sh DEVICE-OR-FILE MOUNT-POINT [SIZE]
# SIZE (20G, 2T) is for a file that is not there yet. What holds a file system already is mounted and never made anew.
set -euo pipefail
if [ $# -lt 2 ]; then
  sed -n '2,4s/^# //p' "$0" >&2
  exit 64
fi
target=$1 mount_point=$2 size=${3:-}

if [ ! -e "$target" ]; then
  [ -n "$size" ] || { echo "Expected a size for the new file $target." >&2; exit 64; }
  truncate -s "$size" "$target"
fi
if ! blkid "$target" >/dev/null 2>&1; then
  # 512-byte inodes hold a small image's block list themselves; reflink lets backups share blocks (xfs(5), mkfs.xfs(8)).
  mkfs.xfs -q -i size=512 -m crc=1,reflink=1,bigtime=1 "$target"
elif [ "$(blkid -o value -s TYPE "$target")" != xfs ]; then
  echo "$target holds another file system; nothing was changed." >&2
  exit 65
fi
mkdir -p "$mount_point"
# noatime: reading an original must not write. Never nobarrier or a volatile write cache: an acknowledged upload relies on it.
loop=()
[ -b "$target" ] || loop=(-o loop)
mount -t xfs "${loop[@]}" -o noatime "$target" "$mount_point"
echo "$mount_point is XFS. For every start, in /etc/fstab:"
echo "$(realpath "$target") $(realpath "$mount_point") xfs noatime${loop:+,loop} 0 2"
