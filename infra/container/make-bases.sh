#!/usr/bin/env bash
# Stand-ins for the two bases of the Dockerfile, made of Debian's packages and npm's Node, for machines that reach those
# and no registry of images: localhost/imageserver-build and localhost/imageserver-run. Needs root, buildah, mmdebstrap.
set -euo pipefail
cd "$(dirname "$0")/../.."
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Like Debian's slim image: without what nobody reads in a container, and without perl, which usrmerge would bring.
unread=('/usr/share/doc/*' '/usr/share/man/*' '/usr/share/info/*' '/usr/share/locale/*')
mmdebstrap --quiet --variant=minbase --include=ca-certificates,usr-is-merged,libstdc++6 \
  --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr "${unread[@]/#/--dpkgopt=path-exclude=}" bookworm "$work/base.tar"

run=$(buildah from scratch)
buildah add --quiet "$run" "$work/base.tar" / >/dev/null
buildah commit --quiet --rm "$run" localhost/imageserver-run

build=$(buildah from localhost/imageserver-run)
npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
buildah copy --quiet "$build" "$(node -p 'process.execPath')" /usr/local/bin/node >/dev/null
buildah copy --quiet "$build" "$npm" /usr/local/lib/node_modules/npm >/dev/null
# Whom this machine trusts, where its way to the registries has certificates of its own.
buildah copy --quiet "$build" /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt >/dev/null
buildah run "$build" -- ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
buildah config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$build"
buildah commit --quiet --rm "$build" localhost/imageserver-build
