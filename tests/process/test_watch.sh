#!/bin/bash
# els watch on a terminal of tmux: shows the run, says when it is stale, lives through any size of the
# window, and leaves the terminal as it was, however it ends.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
command -v tmux >/dev/null || { echo "SKIPPED: no tmux"; exit 77; }
tm() { tmux -S "$T/tmux" -f /dev/null "$@"; }
trap 'tm kill-server 2>/dev/null; stop_all; rm -rf "$T"' EXIT
mkfifo "$T/still" && exec {still}<>"$T/still"

# seen PATTERN: waits until the screen shows it.
seen() {
    local from=$SECONDS
    until tm capture-pane -p -t watch | grep -qE -- "$1"; do
        [ $((SECONDS - from)) -lt 60 ] || fail "the screen does not show '$1': $(tm capture-pane -p -t watch)"
        read -r -t 0.05 -u "$still" _ || true # waits on a descriptor that is silent
    done
}
keys() { tm send-keys -t watch "$@"; }
size() { tm resize-window -t watch -x "$1" -y "$2"; }
# watch OPTION...: starts els watch in the shell of the terminal.
watch() {
    keys "clear; \$BIN/els watch $*; echo ended with \$?; stty -a | grep -o -- ' echo '" Enter
}
# left CODE: it has ended so, and the terminal is the shell's again.
left() {
    seen "^ended with $1\$"
    seen '^ echo$'
    [ "$(tm display-message -p -t watch '#{alternate_on} #{cursor_flag}')" = "0 1" ] || fail "the screen is not restored"
}

# said CODE PATTERN OPTION...: without a terminal
said() {
    "$BIN/els" watch "${@:3}" >"$T/out" 2>"$T/log" </dev/null
    code=$?
    [ "$code" = "$1" ] && [ ! -s "$T/out" ] && [ "$(wc -l <"$T/log")" = 1 ] && grep -qE -- "$2" "$T/log" ||
        fail "watch ${*:3}: $code $(cat "$T/log")"
}
said 2 'needs a terminal' --store "$T/one"
said 2 'unknown option' --nonsense

# While the broker stands still the run does too: however long the screens take, it is not over.
hold() { kill -STOP "$(child one els-broker)"; }
go_on() { kill -CONT "$(child one els-broker)"; }

run one --iterations 20 --seed 4 --executors 1
at_iteration one 2
hold
BIN=$BIN tm new-session -d -s watch -x 100 -y 30 "bash --norc" || fail "tmux does not start"
watch --store "$T/nothing"
seen 'no run is on'
left 3
watch --feed "ipc://$T/nobody" --wait 1
seen 'nothing was heard for 1 s'
left 3
keys "TERM=nonsense \$BIN/els watch --store $T/one; echo ended with \$?" Enter
seen 'TERM'
seen '^ended with 2$'

watch --store "$T/one"
seen '^run 1 is on'
go_on
seen 'executor .* processors' # shown while it lives; the others stay
seen '^iteration [0-9]+/20  success [0-9]+ % \['
seen 'voyager .* %'
seen 'probe [0-9.]+ %, '
hold
for shape in "60 12" "20 4" "7 2" "1 1" "200 60" "100 30"; do
    size $shape
done
seen 'newest events'
keys 5 && seen '^ *[0-9]+  probe' && ! tm capture-pane -p -t watch | grep -q 'goals and advice' || fail "one pane is not alone"
keys 2 && seen 'cost of one solved'
keys h && seen 'up to a thousand messages'
keys h && seen 'cost of one solved'
keys p && seen '^PAUSED'
keys p && seen '^run 1 is on'
keys a

# The monitor stands still, then goes on; then it is killed and comes again.
monitor=$(child one els-monitor)
kill -STOP "$monitor"
seen '^STALE: nothing heard for [3-9] s'
kill -CONT "$monitor"
seen '^run 1 is on'
go_on
kill_child one els-monitor
seen 'epoch [0-9]+: iteration [0-9]+ is made again'
hold
process=$(tm display-message -p -t watch '#{pane_pid}')
kill -TERM "$(tr -d ' ' <"/proc/$process/task/$process/children")"
left 130
watch --store "$T/one"
seen '^run 1 is on'
keys q
left 0
watch --store "$T/one"
seen '^run 1 is on'
keys C-c
left 130

watch --store "$T/one" --until-report
seen '^run 1 is on'
go_on
ended one 90
[ "$code" = 0 ] || fail "the run ended with $code"
left 0
! tm capture-pane -p -t watch | grep -q Sanitizer || fail "a sanitizer complains"

# Its run is gone: it says so for as long as it was told to, then ends.
run two --iterations 400 --seed 4 --executors 1
at_iteration two 2
watch --store "$T/two" --wait 5
seen '^run 1 is on'
kill -TERM "${pid_of[two]}"
ended two 60
seen '^STALE'
seen 'nothing was heard for 5 s'
left 3
echo ok
