#!/usr/bin/env bash
# Brings what some tests want from Debian where that is possible: Chromium for the home page, xfsprogs for power cuts.
# Never fails: a test that misses its tool skips itself and prints why.
set -u
if command -v chromium >/dev/null && command -v xfs_io >/dev/null; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo 'No Debian packages: this is not a Debian system or not root; tests that want them will be skipped.'
  exit 0
fi
apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core xfsprogs >/dev/null 2>&1 ||
  echo 'No Debian packages: they are not to be had; tests that want them will be skipped.'
exit 0
