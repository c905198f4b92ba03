#!/bin/sh
# The first process of a container of docker-compose.yml.
#
#   in-container.sh keys                  makes the CURVE keys in /keys, once
#   in-container.sh ROLE [options]        waits for the keys, then becomes els-ROLE
#   in-container.sh gateway [options]     the same; it has no part in the run and only hears the feed
set -eu
keys=/keys/els
wait_s=${ELS_KEYS_WAIT_S:-60}

if [ "$1" = keys ]; then
    [ ! -d "$keys" ] || exit 0
    # Made beside and moved: whoever sees the folder sees all of it.
    rm -rf "$keys.new"
    els keygen "$keys.new"
    mv "$keys.new" "$keys"
    echo "made CURVE keys in $keys"
    exit 0
fi

role=$1
shift
waited=0
while [ ! -d "$keys" ]; do
    [ "$waited" -gt 0 ] || echo "$role: waiting for the CURVE keys in $keys" >&2
    [ "$waited" -lt "$wait_s" ] || {
        echo "$role: no CURVE keys in $keys after $wait_s s; see: docker-compose logs keys" >&2
        exit 4
    }
    sleep 1
    waited=$((waited + 1))
done
[ "$role" != gateway ] || exec els-gateway --keys "$keys" "$@"
# Every container's process has the same number: the container's name tells them apart.
exec "els-$role" --net 'tcp://*:5550' --keys "$keys" --instance "$role.$(uname -n)" "$@"
