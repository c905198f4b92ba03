#!/bin/bash
# The feed, as a stranger hears it: subscribers in C, Python and Node, written from docs/feed.md alone,
# join late, live through a killed monitor and agree; els tail prints the same as JSON lines.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
examples=$(cd "$(dirname "$0")/../../examples" && pwd)

# follow NAME COMMAND...: a subscriber in the background
declare -A follower_of
follow() {
    local name=$1
    shift
    "$@" >"$T/$name.heard" 2>"$T/$name.log" &
    follower_of[$name]=$!
}
# followed NAME: waits for its end, which must be a good one
followed() {
    wait "${follower_of[$1]}"
    code=$?
    unset "follower_of[$1]"
    [ "$code" = 0 ] || fail "$1 ended with $code: $(tail -n 3 "$T/$1.heard")"
}
trap 'for pid in "${follower_of[@]}"; do kill -KILL "$pid" 2>/dev/null; done; stop_all; rm -rf "$T"' EXIT

ready_python() {
    for python in python3 /usr/bin/python3; do
        "$python" -c 'import zmq, msgpack' 2>/dev/null && return
    done
    return 1
}
ready_node() {
    command -v node >/dev/null && command -v npm >/dev/null || { echo "no node or no npm" && return 1; }
    mkdir "$T/node" && cp "$examples"/node/{feed.js,package.json,package-lock.json,.npmrc} "$T/node" || return 1
    (cd "$T/node" && timeout 100 npm ci --ignore-scripts --prefer-offline >"$T/npm.log" 2>&1) ||
        { echo "npm ci failed: $(tail -n 1 "$T/npm.log")" && return 1; }
}
subscribers=(c)
ready_python && subscribers+=(python) || echo "SKIPPED: the subscriber in Python (no python3-zmq, python3-msgpack)"
why=$(ready_node) && subscribers+=(node) || echo "SKIPPED: the subscriber for Node ($why)"

ITERATIONS=24
run one --iterations "$ITERATIONS" --seed 4 --executors 1 --feed "ipc://$T/public"
at_iteration one 2
follow c "$BIN/els-example-feed" "ipc://$T/public"
[[ " ${subscribers[*]} " == *" python "* ]] && follow python "$python" "$examples/feed.py" "ipc://$T/public"
[[ " ${subscribers[*]} " == *" node "* ]] && follow node node "$T/node/feed.js" "ipc://$T/public"
follow tail "$BIN/els" tail --store "$T/one" --until-report
follow three "$BIN/els" tail iteration --feed "ipc://$T/public" --count 3
followed three
at_iteration one 8
kill_child one els-monitor
# Nothing moves: who joins now hears of the run by a snapshot alone.
at_iteration one 12
paused=$(child one els-executor)
kill -STOP "$paused"
follow late "$BIN/els-example-feed" "ipc://$T/public"
mkfifo "$T/still" && exec {still}<>"$T/still"
for i in {1..200}; do
    [ -s "$T/late.heard" ] && break
    read -r -t 0.05 -u "$still" _ || true # waits on a descriptor that is silent
done
kill -CONT "$paused"
grep -qE "^snapshot: iteration (1[2-9]|[2-4][0-9]) of $ITERATIONS\$" "$T/late.heard" || fail "no snapshot for who joined late: $(cat "$T/late.heard")"
ended one 90
[ "$code" = 0 ] || fail "the run ended with $code"

for name in "${subscribers[@]}"; do
    followed "$name"
    [ ! -s "$T/$name.log" ] || fail "$name complains: $(head -n 3 "$T/$name.log")"
    [ "$(tail -n 1 "$T/$name.heard")" = "$(tail -n 1 "$T/c.heard")" ] || fail "$name has another report"
    tail -n 1 "$T/$name.heard" | grep -qE '^report of run 1: [0-9]{4,} bytes$' || fail "$name: no report"
    [ "$(sed -n '1s/ [0-9].*//p' "$T/$name.heard")" != "report" ] || fail "$name heard the end only"
    grep '^iteration' "$T/$name.heard" | sort -u >"$T/$name.iterations"
    # After the join every iteration is heard, but for those around the kill, which a snapshot tells of.
    [ "$(wc -l <"$T/$name.iterations")" -ge $((ITERATIONS * 5 / 8)) ] || fail "$name heard $(wc -l <"$T/$name.iterations") iterations"
    grep -q "^iteration $((ITERATIONS + 1)) of $ITERATIONS: " "$T/$name.iterations" || fail "$name missed the last measurement"
    # Where two heard the same iteration they say the same of it.
    [ "$(cat "$T/c.iterations" "$T/$name.iterations" | sort -u | cut -d: -f1 | uniq -d | wc -l)" = 0 ] ||
        fail "$name and c disagree: $(cat "$T/c.iterations" "$T/$name.iterations" | sort -u)"
done
followed late
followed tail
"$BIN/els-test-json" document <<<"$(tail -n 1 "$T/tail.heard")" >"$T/members" || fail "tail: no JSON"
for member in topic epoch sequence run report.performance.final_multiplier report.state_digest; do
    grep -qxF "$member" "$T/members" || fail "tail: no \"$member\" in the report's line"
done
grep '"topic":"snapshot"' "$T/tail.heard" | grep -q '"status":{' || fail "tail: snapshots without a status"
grep -c '"topic":"iteration","epoch":[0-9]*,"sequence":[0-9]*,' "$T/tail.heard" >/dev/null || fail "tail: no place"
[ "$(wc -l <"$T/three.heard")" = 3 ] && [ "$(grep -c '^{"topic":"iteration"' "$T/three.heard")" = 3 ] ||
    fail "tail iteration --count 3: $(cut -c1-80 "$T/three.heard")"
[ ! -e "$T/one/feed" ] || fail "the run has left the address of its feed"

# tail says what is wrong, with the right code.
said() {
    local wanted=$1 pattern=$2
    shift 2
    "$BIN/els" tail "$@" >"$T/out" 2>"$T/log"
    code=$?
    [ "$code" = "$wanted" ] && [ ! -s "$T/out" ] && [ "$(wc -l <"$T/log")" = 1 ] && grep -qE -- "$pattern" "$T/log" ||
        fail "tail $*: $code $(cat "$T/log")"
}
said 3 'no run is on' --store "$T/one"
said 3 'nothing was heard for 1 s' --feed "ipc://$T/nobody" --wait 1
said 2 'topics are iteration, report and snapshot' goals
said 2 '--feed' --feed nonsense
echo ok
