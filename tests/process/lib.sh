# lib.sh — helpers of the process tests; source it. Needs BIN, the folder of the binaries.
#
#   start NAME PROGRAM [ARG...]   starts a process of the system, waits until it says READY
#   launch NAME PROGRAM [ARG...]  the same without waiting
#   ready NAME                    waits for it then
#   stop_all                      ends what was started (also at exit)
#   finished NAME SECONDS         waits for the end of a process, sets $code
#   fail TEXT                     ends the test
#
# LOG_LEVEL=debug in the environment makes every process say more.
# Every test has a folder $T of its own; logs are $T/NAME.log. Only started processes are signalled.
set -u
: "${BIN:?BIN must name the folder of the binaries}"
T=$(mktemp -d /tmp/els-test-XXXXXX)
NET="ipc://$T/net"
mkdir "$T/net"
declare -A pid_of ready_of
ON=() # what goes before the program, such as nsenter into another network
SANITIZE=${SANITIZE:-}
# compares: whether runs are made here that only serve to have their learned state or tasks compared with another's. A
# sanitizer changes neither, so that the release alone makes them.
compares() { [ -z "$SANITIZE" ]; }

fail() {
    echo "FAILED: $*" >&2
    for log in "$T"/*.log; do
        [ -s "$log" ] && { echo "--- $log" >&2; tail -n 15 "$log" >&2; }
    done
    exit 1
}

launch() {
    local name=$1 program=$2
    shift 2
    local fifo="$T/$name.ready"
    rm -f "$fifo"
    mkfifo "$fifo"
    # Opened for reading and writing, so that neither side waits for the other.
    local fd
    exec {fd}<>"$fifo"
    "${ON[@]}" "$BIN/$program" "$@" --net "$NET" ${LOG_LEVEL:+--log-level "$LOG_LEVEL"} --ready-fd 9 9>"$fifo" >>"$T/$name.out" 2>>"$T/$name.log" &
    pid_of[$name]=$!
    ready_of[$name]=$fd
}

ready() {
    local name=$1 line begin= from=$SECONDS
    # A line on the descriptor, or the end of the process: never a fixed sleep.
    until read -r -t 0.2 -u "${ready_of[$name]}" line; do
        begin+=$line # on a busy machine the time may be up in the middle of the line
        kill -0 "${pid_of[$name]}" 2>/dev/null || fail "$name ended before it was ready"
        [ $((SECONDS - from)) -lt 60 ] || fail "$name is not ready"
    done
    [ "$begin$line" = READY ] || fail "$name said '$begin$line' instead of READY"
}

start() {
    launch "$@"
    ready "$1"
}

finished() {
    local name=$1 limit=$2 from=$SECONDS
    while kill -0 "${pid_of[$name]}" 2>/dev/null; do
        [ $((SECONDS - from)) -lt "$limit" ] || fail "$name does not end"
        read -r -t 0.05 -u "${ready_of[$name]}" _ || true # waits on a descriptor that is silent now
    done
    wait "${pid_of[$name]}" 2>/dev/null
    code=$?
    unset "pid_of[$name]"
}

stop_all() {
    local name
    for name in "${!pid_of[@]}"; do
        kill -CONT "${pid_of[$name]}" 2>/dev/null
        kill -KILL "${pid_of[$name]}" 2>/dev/null
        wait "${pid_of[$name]}" 2>/dev/null
    done
    pid_of=()
}

trap 'stop_all; rm -rf "$T"' EXIT

# iteration_reached N: waits until the status file says that iteration N is committed.
iteration_reached() {
    local wanted=$1 at from=$SECONDS fd
    [ -p "$T/quiet" ] || mkfifo "$T/quiet"
    exec {fd}<>"$T/quiet"
    while :; do
        # the first number of that name: milestones and the like have theirs
        at=
        [ -e "${STORE:-$T/store}/status.json" ] && [[ $(<"${STORE:-$T/store}/status.json") =~ \"iteration\":([0-9]+) ]] &&
            at=${BASH_REMATCH[1]}
        [ "${at:-0}" -ge "$wanted" ] && break
        [ $((SECONDS - from)) -lt 60 ] || fail "iteration $wanted is not reached (at ${at:-none})"
        read -r -t 0.02 -u "$fd" _ || true
    done
    exec {fd}>&-
}

# kill_hard NAME: kill -9 and wait for the end.
kill_hard() {
    kill -KILL "${pid_of[$1]}" || fail "$1 was gone already"
    wait "${pid_of[$1]}" 2>/dev/null
    unset "pid_of[$1]"
}
