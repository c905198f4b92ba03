#!/bin/sh
# Installs the Debian packages that are missing, after listing them.
#
#   scripts/install-deps.sh build   what a build and a run need
#   scripts/install-deps.sh test    the same and what the tests need
#
# Through sudo when not root. ELS_NO_INSTALL=1 only checks.
set -eu

build_packages="gcc cmake make pkg-config libzmq3-dev libczmq-dev libmsgpack-dev libsqlite3-dev
libjansson-dev libsodium-dev"
test_packages="libcriterion-dev"

case ${1:-build} in
build) wanted="$build_packages $test_packages" ;;
test) wanted="$build_packages $test_packages" ;;
*)
    echo "usage: $0 build|test" >&2
    exit 2
    ;;
esac

missing=
for package in $wanted; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "missing Debian packages:$missing"
if [ "${ELS_NO_INSTALL:-0}" = 1 ]; then
    echo "ELS_NO_INSTALL=1: not installing them; run: apt-get install$missing" >&2
    exit 1
fi
run=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || {
        echo "not root and no sudo; as root, run: apt-get install$missing" >&2
        exit 1
    }
    run=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$run apt-get update -qq
# shellcheck disable=SC2086 # a list of words
$run apt-get install -y -qq --no-install-recommends $missing
