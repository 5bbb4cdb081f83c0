#!/usr/bin/env bash
# Brings Debian's Chromium for the browser test where that is possible, and says so where it is not.
# Never fails: without a browser the test skips itself and prints why.
set -u
if command -v chromium >/dev/null; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo 'No Chromium: this is not a Debian system or not root; the browser test will be skipped.'
  exit 0
fi
apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null 2>&1 ||
  echo 'No Chromium: Debian packages are not to be had; the browser test will be skipped.'
exit 0
