# run.sh — helpers around `els run`; source after lib.sh.
#
#   run NAME [OPTION...]       starts `els run --json` in the store $T/NAME, not waiting for it
#   ended NAME SECONDS         waits for its end and that of all its children, sets $code
#   at_iteration NAME N        waits until iteration N is committed in that store
#   child NAME PROGRAM         prints the process id of a child of the run
#   digest NAME                prints the digest of the state in its report
#   measuring_less FOLDER      makes a folder of the programs in which `els run` measures on fewer tasks
#
# AGENTS=all before sourcing it: with every architecture. Each of them is measured alone when a run begins and
# ends, which is most of the work of a short run; tests whose subject they are not make do with four, and so do all
# under sanitizers, where each architecture has unit tests.
SMALL=(--probe-tasks 8 --transfer-tasks 4 --check-tasks 2 --select-tasks 2 --batch-size 6
       --lease-ms 300 --step-ms 1500 --silence-ms 1000)
[ "${AGENTS:-few}" = all ] && compares || SMALL+=(--agents react,chain_of_thought,memory,voyager)

run() {
    local name=$1 fd
    shift
    rm -f "$T/$name.ready"
    mkfifo "$T/$name.ready"
    exec {fd}<>"$T/$name.ready"
    ready_of[$name]=$fd
    # Descriptor 8 is held by the run and its children: its end is theirs.
    rm -f "$T/$name.alive"
    mkfifo "$T/$name.alive"
    "$BIN/els" run --json --store "$T/$name" "${SMALL[@]}" "$@" \
        8>"$T/$name.alive" >"$T/$name.json" 2>>"$T/$name.log" {fd}>&- &
    pid_of[$name]=$!
    exec {fd}<"$T/$name.alive" # opens when the run has opened its end
    ready_of[$name.alive]=$fd
}

ended() {
    local name=$1 fd
    finished "$name" "$2"
    fd=${ready_of[$name.alive]}
    read -r -t 10 -u "$fd" _
    [ $? -le 128 ] || fail "children of $name outlive it"
    exec {fd}<&-
    ! grep -q 'Sanitizer' "$T/$name.log" || fail "a sanitizer complains in $name"
}

at_iteration() {
    STORE="$T/$1" iteration_reached "$2"
}

child() {
    local pid
    for pid in $(<"/proc/${pid_of[$1]}/task/${pid_of[$1]}/children"); do
        [ "$(<"/proc/$pid/comm")" = "$2" ] && echo "$pid" && return
    done
}

# kill_child NAME PROGRAM: kill -9 of one of them.
kill_child() {
    local pid
    pid=$(child "$1" "$2")
    [ -n "$pid" ] || fail "$1 has no $2"
    kill -KILL "$pid"
}

digest() {
    grep -o '"state_digest": *"[^"]*"' "$T/$1.json"
}

# same_digest NAME REFERENCE
same_digest() {
    [ -n "$(digest "$2")" ] || fail "the report of $2 holds no digest of the state"
    [ "$(digest "$1")" = "$(digest "$2")" ] || fail "$1: $(digest "$1"), $2: $(digest "$2")"
}

# For commands as users read them, whose words stay: only how many tasks are measured on is added, which is most
# of the work of a short run.
measuring_less() {
    mkdir -p "$1" && ln -s "$BIN"/* "$1" && rm "$1/els" || fail "no folder of programs"
    cat >"$1/els" <<END
#!/bin/sh
[ "\$1" = run ] || exec "$BIN/els" "\$@"
shift
exec "$BIN/els" run --probe-tasks 24 --transfer-tasks 12 "\$@"
END
    chmod +x "$1/els"
}
