#!/usr/bin/env bash
# Builds AWS's runtime client for Node.js (aws-lambda-ric) into a folder outside of the checkout, once, and prints that folder.
# It compiles curl and a C++ client: one to two minutes of CPU; wants cmake, make, g++ and Node 22 or newer.
set -euo pipefail
version=4.0.2
cache=${IMG_TEST_RIC:-${XDG_CACHE_HOME:-$HOME/.cache}/imageserver/aws-lambda-ric-$version}
if [ -e "$cache/node_modules/aws-lambda-ric/rapid-client.node" ]; then
  echo "$cache"
  exit 0
fi
for tool in cmake make g++; do
  command -v "$tool" >/dev/null || { echo "No aws-lambda-ric: it has to be compiled, and there is no $tool." >&2; exit 1; }
done
# Beside it first: whoever looks meanwhile finds none, and not half of one.
mkdir -p "$(dirname "$cache")"
making=$(mktemp -d "$cache.XXXXXX")
trap 'rm -rf "$making"' EXIT
cd "$making"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --foreground-scripts "aws-lambda-ric@$version" >build.log 2>&1 || {
  tail -5 build.log >&2
  exit 1
}
[ -e node_modules/aws-lambda-ric/rapid-client.node ] || { tail -5 build.log >&2; exit 1; }
mv -T "$making" "$cache" 2>/dev/null || [ -e "$cache/node_modules/aws-lambda-ric/rapid-client.node" ]
echo "$cache"
