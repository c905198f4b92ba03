#!/bin/sh
# Installs the Debian packages that are missing, after listing them.
#
# Through sudo when not root. ELS_NO_INSTALL=1 only checks.
set -eu

# The tests are built with everything else, so there is one list.
wanted="gcc cmake make ninja-build pkg-config libzmq3-dev libczmq-dev libmsgpack-dev libsqlite3-dev
libjansson-dev libmicrohttpd-dev libsodium-dev libseccomp-dev libncurses-dev libcriterion-dev wordnet-base"

# For the subscriber in Python, the terminal, the shell and the scripts that tests run, and what the gateway
# is asked and checked with; without them the tests say what was left out.
useful="python3-zmq python3-msgpack tmux zsh curl jq python3-prometheus-client"
[ "${ELS_NO_INSTALL:-0}" = 1 ] || wanted="$wanted $useful"

# For the test of the dashboard: make check-dashboard asks for it.
if [ "${ELS_CHROMIUM:-0}" = 1 ]; then
    wanted="$wanted chromium fonts-dejavu-core"
    command -v npm >/dev/null || wanted="$wanted nodejs npm"
fi

# For the test of wrong clocks: make check-chaos asks for it.
[ "${ELS_FAKETIME:-0}" = 0 ] || wanted="$wanted faketime"

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
