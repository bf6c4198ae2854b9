#!/bin/sh
# Sees to it that there is a browser for the tests: one that is there already, or Debian's Chromium.
set -eu
for name in "${CHROMIUM:-}" chromium google-chrome google-chrome-stable; do
  [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && exit 0
done
if ! command -v apt-get >/dev/null 2>&1; then
  echo "The tests need a browser: install Chromium, or name one in CHROMIUM=/path/to/it." >&2
  exit 1
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
echo "Installing Chromium for the tests"
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends chromium >/dev/null
