#!/bin/bash
# Two hosts, here two network namespaces with a cable between them: the loop over CURVE, executors on the far one,
# which has no secret keys but theirs and that of the command line. The learned state is that of one host, also when all keys are replaced
# in mid-run. Strangers on the cable are refused. Skipped (77) where namespaces are not permitted.
. "$(dirname "$0")/hosts.sh"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/stubs.sh"
OPTIONS=(--iterations 6 --seed 5 --batch-size 6 --probe-tasks 8 --transfer-tasks 4 --check-tasks 4
         --select-tasks 4 --agents react,memory --lease-ms 400 --step-ms 2000 --silence-ms 1500)
STAGES=real
make_expected "${OPTIONS[@]}"

far_host
ip link add near0 type veth peer name far0 netns $far 2>"$T/ip.err" || { echo "skipped: no veth: $(cat "$T/ip.err")"; exit 77; }
addresses

# No keys: refused before anything is bound.
"$BIN/els-broker" --net "$NET" --store "$T/none" 2>"$T/naked.log"
[ $? = 2 ] || fail "the broker binds beyond this machine without keys"
grep -q 'needs --keys' "$T/naked.log" || fail "no clear line on missing keys"

# Each host has the roster and the secrets of what it runs.
share_keys

roles=(generator analyzer applier forecaster goaler monitor)
begin() {
    launch broker els-broker --once --store "$T/store" --keys "$T/keys" "${OPTIONS[@]}"
    ready broker
    local role
    for role in "${roles[@]}"; do
        launch $role els-$role --keys "$T/keys" --hello-ms 20000
    done
    ON=("${FAR[@]}")
    launch executor1 els-executor --keys "$T/far-keys" --hello-ms 20000
    launch executor2 els-executor --keys "$T/far-keys" --hello-ms 20000
    ON=()
}
check_end() {
    finished broker 120
    [ "$code" = 0 ] || fail "$1: the broker ended with $code"
    [ "$(digest_of "$T/store/report.json")" = "$(digest_of "$T/expected.json")" ] ||
        fail "$1: $(digest_of "$T/store/report.json"), on one host $(digest_of "$T/expected.json")"
    stop_all
    rm -rf "$T/store"
}

begin
iteration_reached 1
"${FAR[@]}" "$BIN/els" tail --feed tcp://10.77.0.1:5560 --keys "$T/far-keys" --count 2 --wait 30 >"$T/feed" 2>"$T/feed.log" ||
    fail "the feed is not heard on the far host"
[ "$(wc -l <"$T/feed")" = 2 ] || fail "the feed says nothing"
# Strangers on the far host: without keys, and with keys of their own making.
"${FAR[@]}" "$BIN/els-executor" --net "$NET" --hello-ms 300 2>"$T/naked.log"
[ $? = 2 ] || fail "an executor without keys goes beyond its machine"
cp -r "$T/far-keys" "$T/strange-keys"
"$BIN/els" keygen --rotate executor "$T/strange-keys" || fail "no keys for the stranger"
"${FAR[@]}" "$BIN/els-executor" --net "$NET" --keys "$T/strange-keys" --hello-ms 500 2>"$T/stranger.log"
[ $? = 4 ] || fail "a stranger was let in"
check_end "two hosts"

# New keys for every role in mid-run, then the old ones off the roster.
begin
iteration_reached 1
for role in broker "${roles[@]}"; do
    "$BIN/els" keygen --rotate $role "$T/keys" || fail "no new key for $role"
done
cp "$T/keys/roster" "$T/far-keys/roster.next" && mv "$T/far-keys/roster.next" "$T/far-keys/roster"
"$BIN/els" keygen --rotate executor "$T/far-keys" || fail "no new key for executors"
cp "$T/far-keys/roster" "$T/keys/roster.next" && mv "$T/keys/roster.next" "$T/keys/roster"
iteration_reached 3
for role in broker executor "${roles[@]}"; do
    "$BIN/els" keygen --forget $role "$T/keys" || fail "the old key of $role stays"
done
# Whoever comes now is let in by the new keys only.
kill_hard executor1
ON=("${FAR[@]}")
launch executor1 els-executor --keys "$T/far-keys" --hello-ms 20000
ON=()
check_end "new keys in mid-run"
echo ok
