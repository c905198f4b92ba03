#!/bin/sh
# The first process of a container of docker-compose.yml and deploy/stack.yml.
#
#   in-container.sh keys                makes the CURVE keys and the gateway's token in /keys, once
#   in-container.sh ROLE [options]      waits for the keys, then becomes els-ROLE
#   in-container.sh gateway [options]   the same; it has no part in the run and only hears the feed. Without
#                                       ELS_TOKEN it takes the token of /keys and prints a link with it
#   in-container.sh healthy             of a container: whether its process said READY; the gateway: answers
set -eu
keys=/keys/els
token=/keys/token
ready=/tmp/ready
wait_s=${ELS_KEYS_WAIT_S:-60}

# Made beside and moved: whoever sees one sees all of it.
make_keys() {
    [ -d "$keys" ] || {
        rm -rf "$keys.new"
        els keygen "$keys.new"
        mv "$keys.new" "$keys"
        echo "made CURVE keys in $keys"
    }
    [ -e "$token" ] || {
        (umask 077 && od -An -tx1 -N16 /dev/urandom | tr -d ' \n' >"$token.new")
        mv "$token.new" "$token"
        echo "made the gateway's token, $token"
    }
}

# The gateway has no broker to welcome it: it is asked. The others said READY or not.
healthy() {
    [ ! -e /tmp/gateway ] || exec bash -c '
        exec 3<>/dev/tcp/127.0.0.1/8000 && printf "GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n" >&3 &&
            read -r -t 3 _ status _ <&3 && [ "$status" = 200 ]'
    grep -qx READY "$ready"
}

case $1 in
keys)
    make_keys
    exit 0
    ;;
healthy)
    healthy
    exit 0
    ;;
esac

role=$1
shift
waited=0
wanted="CURVE keys in $keys"
if [ "$role" = gateway ] && [ -z "${ELS_TOKEN:-}" ]; then
    wanted="$wanted or no token in $token (or ELS_TOKEN)"
else
    token=$keys
fi
while [ ! -d "$keys" ] || [ ! -e "$token" ]; do
    [ "$waited" -gt 0 ] || echo "$role: waiting for what the service keys makes in /keys" >&2
    [ "$waited" -lt "$wait_s" ] || {
        echo "$role: no $wanted after $wait_s s; see: docker-compose logs keys" >&2
        exit 4
    }
    sleep 1
    waited=$((waited + 1))
done
if [ "$role" = gateway ]; then
    : >/tmp/gateway
    if [ -n "${ELS_TOKEN:-}" ]; then
        echo "dashboard: http://127.0.0.1:${ELS_PORT:-8000}/ (it asks for your ELS_TOKEN)"
    else
        set -- --token-file "$token" "$@"
        echo "dashboard: http://127.0.0.1:${ELS_PORT:-8000}/#token=$(cat "$token")"
    fi
    exec els-gateway --keys "$keys" "$@"
fi
exec 9>"$ready"
# Every container's process has the same number: the container's name tells them apart.
exec "els-$role" --net 'tcp://*:5550' --keys "$keys" --instance "$role.$(uname -n)" --ready-fd 9 "$@"
