#!/usr/bin/env bash
# Brings what some tests want from Debian where that is possible: Chromium for the home page, xfsprogs for power cuts, nginx
# and Varnish for caches in front, promtool for the names of figures. Never fails: a test that misses its tool skips itself
# and prints why.
set -u
declare -A tools=([chromium]=chromium [xfs_io]=xfsprogs [nginx]=nginx [varnishd]=varnish [promtool]=prometheus)
missing=()
for tool in "${!tools[@]}"; do
  PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null || missing+=("${tools[$tool]}")
done
if [ ${#missing[@]} = 0 ]; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo 'No Debian packages: this is not a Debian system or not root; tests that want them will be skipped.'
  exit 0
fi
# Programs are wanted, not services of this machine.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod +x $policy
  trap 'rm -f $policy' EXIT
fi
apt-get update -qq
for package in "${missing[@]}"; do
  [ "$package" = chromium ] && package='chromium fonts-dejavu-core'
  # shellcheck disable=SC2086 # two of them
  apt-get install -y -qq --no-install-recommends $package >/dev/null 2>&1 ||
    echo "No $package from Debian: tests that want it will be skipped."
done
exit 0
