#!/usr/bin/env bash
# build.sh [TAG]: builds the image with buildah or docker, from bases that NODE_IMAGE and RUN_IMAGE name by digest.
# Where both are left out: from the stand-ins of make-bases.sh, which this machine has to have.
set -euo pipefail
cd "$(dirname "$0")/../.."
tag=${1:-localhost/imageserver}
: "${NODE_IMAGE:=localhost/imageserver-build}" "${RUN_IMAGE:=localhost/imageserver-run}"
for base in "$NODE_IMAGE" "$RUN_IMAGE"; do
  [[ $base == localhost/* || $base == *@sha256:* ]] || {
    echo "Expected a base with its digest (name@sha256:…) but received $base." >&2
    exit 64
  }
done
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
arguments=(--build-arg "NODE_IMAGE=$NODE_IMAGE" --build-arg "RUN_IMAGE=$RUN_IMAGE" --build-arg "VERSION=$version"
  --build-arg "REVISION=$(git rev-parse HEAD)" --file infra/container/Dockerfile --tag "$tag")
if command -v buildah >/dev/null; then
  # OCI's own format has no HEALTHCHECK.
  STORAGE_DRIVER=${STORAGE_DRIVER:-vfs} BUILDAH_ISOLATION=${BUILDAH_ISOLATION:-chroot} \
    buildah bud --format docker --pull-never --network host "${arguments[@]}" .
else
  docker build "${arguments[@]}" .
fi
